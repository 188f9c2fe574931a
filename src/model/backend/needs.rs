//! What a run on CUDA needs of this machine, and what of it is missing: looked for in files, so that nothing is started.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

/// Something that has to be there, see `docs/gpu.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// What it is.
    pub what: String,
    /// Where it was found, or its version.
    pub found: Option<String>,
    /// What to do where it is missing.
    pub remedy: String,
}

/// Where to look; another one in tests.
struct Machine {
    /// Folders of libraries, in the loader's order.
    libraries: Vec<PathBuf>,
    /// Folders that a CUDA toolkit may be in, as the compiler of kernels asks them.
    toolkits: Vec<PathBuf>,
}

/// Driver, compiler, headers and card, in the order in which they are asked for.
pub fn needs() -> Vec<Need> {
    let mut toolkits: Vec<PathBuf> = std::env::var_os("CUDA_PATH").map(PathBuf::from).into_iter().collect();
    if toolkits.is_empty() {
        toolkits.extend(["/usr/local/cuda", "/opt/cuda"].map(PathBuf::from));
        toolkits.extend(Path::new("/usr/bin/nvcc").exists().then(|| PathBuf::from("/usr")));
    }
    let machine = Machine { libraries: super::cuda::roots(), toolkits };
    machine.needs(card())
}

impl Machine {
    fn needs(&self, card: Option<String>) -> Vec<Need> {
        vec![
            Need {
                what: "driver".to_owned(),
                found: self.library(&["libcuda.so.1", "libcuda.so", "nvcuda.dll"]),
                remedy: "install NVIDIA's driver; start a container with --gpus all".to_owned(),
            },
            Need {
                what: "NVRTC, the compiler at run time".to_owned(),
                found: self.nvrtc(),
                remedy: "install NVIDIA's cuda-nvrtc, or put its folder into LD_LIBRARY_PATH".to_owned(),
            },
            Need {
                what: "CUDA headers".to_owned(),
                found: self.headers(),
                remedy: "install NVIDIA's cuda-toolkit of NVRTC's version and export CUDA_PATH=/usr/local/cuda-VERSION"
                    .to_owned(),
            },
            Need {
                what: "card and its compute capability".to_owned(),
                found: card,
                remedy: "nvidia-smi must list a card; NVRTC 12 compiles for 5.0 and newer, NVRTC 13 for 7.5 and newer"
                    .to_owned(),
            },
        ]
    }

    fn library(&self, names: &[&str]) -> Option<String> {
        let paths = self.libraries.iter().flat_map(|folder| names.iter().map(move |name| folder.join(name)));
        paths.into_iter().find(|path| path.exists()).map(|path| path.display().to_string())
    }

    /// The library with the version that its file says, `libnvrtc.so.12.9.86`.
    fn nvrtc(&self) -> Option<String> {
        let link = self.library(&["libnvrtc.so", "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2"])?;
        let real = fs::canonicalize(&link).unwrap_or_else(|_| PathBuf::from(&link));
        let name = real.file_name()?.to_string_lossy().into_owned();
        Some(match name.split_once(".so.") {
            Some((_, version)) => format!("{version} ({link})"),
            None => link,
        })
    }

    /// The folder of the headers with the version that they define.
    fn headers(&self) -> Option<String> {
        let folder =
            self.toolkits.iter().map(|root| root.join("include")).find(|at| at.join("cuda_runtime.h").is_file())?;
        let defines = fs::read_to_string(folder.join("cuda.h")).unwrap_or_default();
        let version = defines.lines().find_map(|line| {
            let number: u32 = line.strip_prefix("#define CUDA_VERSION")?.trim().parse().ok()?;
            Some(format!("{}.{} ", number / 1000, number % 1000 / 10))
        });
        Some(format!("{}({})", version.unwrap_or_default(), folder.display()))
    }
}

/// `NVIDIA H200, compute capability 9.0, driver 550.54`, as the driver's own program says it.
fn card() -> Option<String> {
    let asked = ["--query-gpu=name,compute_cap,driver_version", "--format=csv,noheader"];
    let output = Command::new("nvidia-smi").args(asked).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let cards: Vec<String> = text
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(", ");
            let (name, capability, driver) = (parts.next()?, parts.next()?, parts.next()?);
            Some(format!("{name}, compute capability {capability}, driver {driver}"))
        })
        .collect();
    (!cards.is_empty()).then(|| cards.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_named_with_its_version_and_what_is_not_has_a_remedy() {
        let folder = tempfile::tempdir().expect("a folder");
        let (lib, cuda) = (folder.path().join("lib"), folder.path().join("cuda"));
        fs::create_dir_all(cuda.join("include")).expect("writable");
        fs::create_dir_all(&lib).expect("writable");
        let machine = Machine { libraries: vec![lib.clone()], toolkits: vec![cuda.clone()] };
        let found =
            |machine: &Machine| -> Vec<bool> { machine.needs(None).iter().map(|need| need.found.is_some()).collect() };
        assert_eq!(found(&machine), [false; 4]);
        assert!(machine.needs(None).iter().all(|need| !need.remedy.is_empty()));
        fs::write(lib.join("libcuda.so.1"), "").expect("writable");
        fs::write(lib.join("libnvrtc.so.12.9.86"), "").expect("writable");
        #[cfg(unix)]
        std::os::unix::fs::symlink(lib.join("libnvrtc.so.12.9.86"), lib.join("libnvrtc.so.12")).expect("a link");
        fs::write(cuda.join("include/cuda_runtime.h"), "").expect("writable");
        fs::write(cuda.join("include/cuda.h"), "#define CUDA_VERSION 12090\n").expect("writable");
        let needs = machine.needs(Some("a card".into()));
        #[cfg(unix)]
        assert!(needs[1].found.as_ref().is_some_and(|said| said.starts_with("12.9.86 (")), "{needs:?}");
        assert!(needs[2].found.as_ref().is_some_and(|said| said.starts_with("12.9 (")), "{needs:?}");
        assert_eq!(needs[3].found.as_deref(), Some("a card"));
    }
}
