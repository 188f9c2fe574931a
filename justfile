# CI runs exactly README's test command.
ci:
    ./.ci/run

# The fast inner loop: everything without burn and egui.
test-core:
    cargo test --no-default-features --lib

lint:
    cargo fmt --check
    cargo clippy --features kittest --all-targets -- -D warnings

bench DATA:
    cargo run --release -- bench extract {{DATA}}
