//! What differs between systems when a process takes limits upon itself.

/// The memory a worker may hold, in bytes. One that reads text holds its weights too: 740 to 760 MiB were seen over pictures of 72 and
/// 80 million pixels, the most that it reads, 560 over 1080 × 18,846.
const MEMORY: u64 = 1 << 30;

/// Limits the calling process to what a reader needs, before it sees a hostile byte.
///
/// # Errors
/// When the system refuses a limit: the worker then does not start.
#[cfg(unix)]
pub(crate) fn confine() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let to = |resource, limit| setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) });
    no_core_dumps()?;
    // Address space, not resident pages: a bomb then fails in its allocation, before the machine swaps.
    to(Resource::As, MEMORY)?;
    // It writes to pipes, or to the one file that its records were to go to; starts nothing, and needs no file beyond
    // the three it was given.
    if written()?.is_none() {
        to(Resource::Fsize, 0)?;
    }
    to(Resource::Nofile, 3)?;
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

/// Returns the size of the file that standard output is; nothing where it is a pipe or a device.
#[cfg(unix)]
fn written() -> std::io::Result<Option<u64>> {
    let stat = rustix::fs::fstat(rustix::stdio::stdout())?;
    let regular = rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file();
    Ok(regular.then_some(stat.st_size as u64))
}

/// Limits what the calling process may still write to a file, in bytes, and the processor time it may take, in seconds.
/// Its time on the clock is not limited: whoever takes its output may be slow.
///
/// # Errors
/// When the system refuses a limit.
#[cfg(unix)]
pub(crate) fn confine_further(most: u64, seconds: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    if let Some(size) = written()? {
        let room = size.saturating_add(most);
        let room = getrlimit(Resource::Fsize).maximum.map_or(room, |there| there.min(room));
        setrlimit(Resource::Fsize, Rlimit { current: Some(room), maximum: Some(room) })?;
    }
    let there = getrlimit(Resource::Cpu).maximum.unwrap_or(u64::MAX);
    // The first limit ends it by a signal that says why; the second one cannot be caught.
    let limit = Rlimit { current: Some(seconds.min(there)), maximum: Some(seconds.saturating_add(1).min(there)) };
    Ok(setrlimit(Resource::Cpu, limit)?)
}

/// Limits the calling process to what a reader needs, before it sees a hostile byte.
///
/// # Errors
/// When the system refuses a limit: the worker then does not start.
#[cfg(windows)]
pub(crate) fn confine() -> std::io::Result<()> {
    use win32job::{ExtendedLimitInfo, Job};
    let mut info = ExtendedLimitInfo::new();
    // The job object bounds resident pages; committed memory beyond them goes to the page file.
    info.limit_working_memory(1 << 20, MEMORY as usize).limit_kill_on_job_close();
    let job = Job::create_with_limit_info(&info).map_err(std::io::Error::other)?;
    job.assign_current_process().map_err(std::io::Error::other)?;
    // Closing the handle would end this process: it lives as long as the process does.
    std::mem::forget(job);
    Ok(())
}

/// Keeps the memory of this process, keys included, out of core files.
///
/// # Errors
/// When the system refuses.
#[cfg(unix)]
pub fn no_core_dumps() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// Keeps the memory of this process out of core files; Windows writes none unless someone asked for it.
///
/// # Errors
/// Never.
#[cfg(windows)]
pub fn no_core_dumps() -> std::io::Result<()> {
    Ok(())
}
