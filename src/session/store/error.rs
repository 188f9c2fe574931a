use std::path::PathBuf;

/// Why a store could not be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("another relata window has this folder open")]
    InUse,
    #[error("this workspace was written by a newer version of relata: update relata to open it")]
    Newer,
    #[error("{}: {cause}", path.display())]
    Io {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("the workspace file is damaged: {0}")]
    Damaged(String),
    #[error("the workspace file cannot be used: {0}")]
    Database(#[from] redb::Error),
}

macro_rules! from_redb {
    ($($kind:ident),*) => {$(
        impl From<redb::$kind> for StoreError {
            fn from(error: redb::$kind) -> Self {
                Self::Database(error.into())
            }
        }
    )*};
}

from_redb!(StorageError, TableError, TransactionError, CommitError, SetDurabilityError);

impl From<redb::DatabaseError> for StoreError {
    fn from(error: redb::DatabaseError) -> Self {
        match error {
            redb::DatabaseError::DatabaseAlreadyOpen | redb::DatabaseError::LockProtocolMismatch => Self::InUse,
            other => Self::Database(other.into()),
        }
    }
}

impl StoreError {
    /// Whether the file's content is at fault, and not the disk, the rights or another window.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Database(error) => match error {
                redb::Error::Io(cause) => {
                    matches!(cause.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof)
                }
                redb::Error::Corrupted(_)
                | redb::Error::RepairAborted
                | redb::Error::UpgradeRequired(_)
                | redb::Error::TableTypeMismatch { .. } => true,
                _ => false,
            },
            Self::InUse | Self::Newer | Self::Io { .. } => false,
        }
    }
}
