//! Writes the seeds of a target into a folder: `seeds TARGET FOLDER`.
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(target), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("usage: seeds TARGET FOLDER"));
    };
    fs::create_dir_all(&folder)?;
    for (place, seed) in barnabas_fuzz::seeds(&target).iter().enumerate() {
        fs::write(format!("{folder}/seed-{place}"), seed)?;
    }
    Ok(())
}
