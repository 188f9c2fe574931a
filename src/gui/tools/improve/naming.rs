//! Names of new models.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// A folder that is not there yet: the model's name, the day and the minute (UTC). A model that was made here already
/// loses its own time first, so that names do not grow.
pub fn fresh_folder(runs: &Path, model: &str, now: SystemTime) -> PathBuf {
    let base = without_time(model);
    let stamped = format!("{base}-{}", stamp(now));
    let numbered = (2..).map(|number| format!("{stamped}-{number}"));
    let mut names = std::iter::once(stamped.clone()).chain(numbered).map(|name| runs.join(name));
    names.find(|path| !path.exists()).unwrap_or_else(|| runs.join(&stamped))
}

/// `20260131-0912`.
fn stamp(now: SystemTime) -> String {
    let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    let minutes = seconds / 60 % 1440;
    format!("{year:04}{month:02}{day:02}-{:02}{:02}", minutes / 60, minutes % 60)
}

/// Year, month and day of a day counted from 1970-01-01 (Hinnant, *chrono-Compatible Low-Level Date Algorithms*).
fn civil(day: u64) -> (u64, u64, u64) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// The name before `-day-minute`, or `-day-minute-number`.
fn without_time(name: &str) -> &str {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let cut = |name: &str| {
        let mut parts = name.rsplitn(3, '-');
        let (minute, day, base) = (parts.next()?, parts.next()?, parts.next()?);
        (digits(minute, 4) && digits(day, 8)).then_some(base.len())
    };
    let numberless = name.rsplit_once('-').filter(|(_, number)| digits(number, 1)).map(|(rest, _)| rest);
    let end = cut(name).or_else(|| cut(numberless?));
    end.map_or(name, |end| &name[..end])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(11_017), (2000, 3, 1));
        assert_eq!(civil(20_453), (2025, 12, 31));
        assert_eq!(stamp(UNIX_EPOCH + Duration::from_secs(20_453 * 86_400 + 9 * 3600 + 5 * 60)), "20251231-0905");
    }

    #[test]
    fn a_new_folder_is_new_and_names_do_not_grow() {
        let runs = tempfile::tempdir().expect("a folder");
        let now = UNIX_EPOCH + Duration::from_secs(20_453 * 86_400);
        let name = |model: &str| fresh_folder(runs.path(), model, now).file_name().map(|n| n.to_owned());
        assert_eq!(name("news-ru-en"), Some("news-ru-en-20251231-0000".into()));
        assert_eq!(name("news-ru-en-20240101-1530"), Some("news-ru-en-20251231-0000".into()));
        std::fs::create_dir(runs.path().join("a-20251231-0000")).expect("writable");
        assert_eq!(name("a"), Some("a-20251231-0000-2".into()));
        assert_eq!(name("a-20251231-0000-2"), Some("a-20251231-0000-2".into()));
        assert_eq!(name("x-1"), Some("x-1-20251231-0000".into()));
    }
}
