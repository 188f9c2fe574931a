//! Positions in a text, each with its unit in the type: mixing bytes, code points and UTF-16 units is the classic
//! offset bug, and it shows only in texts that are not ASCII.

use std::fmt;

macro_rules! position {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);

        impl From<usize> for $name {
            fn from(position: usize) -> Self {
                Self(position)
            }
        }

        impl From<$name> for usize {
            fn from(position: $name) -> Self {
                position.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

position!(
    /// A position counted in UTF-8 bytes: the unit of everything inside relata.
    ByteIndex
);
position!(
    /// A position counted in Unicode code points: the unit of brat standoff and of Python.
    CharIndex
);
position!(
    /// A position counted in UTF-16 code units: the unit of accessibility trees, JavaScript and Windows.
    Utf16Index
);
