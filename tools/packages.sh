# Sourced by ./start and ./check: system packages are named before they are installed, and a person is asked.

# install_packages PACKAGE…: with no terminal, or where CI is set, nobody is there to answer, and it goes on.
install_packages() {
    command -v apt-get >/dev/null 2>&1 || return 0
    [ $# -gt 0 ] || return 0
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo "
    echo "These system packages are missing: $*"
    if [ -z "${CI:-}" ] && [ -t 0 ] && [ -t 1 ]; then
        printf 'Install them now with "%sapt-get install"? [Y/n] ' "$sudo"
        read -r answer || answer=n
        case $answer in
            "" | [yY]*) ;;
            *) echo "Nothing was installed; going on without them." && return 0 ;;
        esac
    fi
    ${sudo}apt-get update -qq && ${sudo}apt-get install -y -qq --no-install-recommends "$@" ||
        echo "Some packages could not be installed; going on without them." >&2
}
