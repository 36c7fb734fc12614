//! A bounded run of all targets on a stable compiler: valid input, mutated from a fixed seed.
//!
//! `short [SECONDS]`: 20 by default, shared by the targets. A failing input is printed in hex.
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use barnabas_fuzz::{TARGETS, seeds};

fn main() -> ExitCode {
    let seconds = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(20.0);
    let share = Duration::from_secs_f64(seconds / TARGETS.len() as f64);
    for (name, check) in TARGETS {
        let seeds = seeds(name);
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let (start, mut runs) = (Instant::now(), 0usize);
        while runs < seeds.len() || start.elapsed() < share {
            let mut input = seeds[runs % seeds.len()].clone();
            if runs >= seeds.len() {
                mutate(&mut input, &seeds, &mut dice);
            }
            if catch_unwind(AssertUnwindSafe(|| check(&input))).is_err() {
                let hex: String = input.iter().map(|byte| format!("{byte:02x}")).collect();
                eprintln!("{name} fails in run {runs} on {hex}");
                return ExitCode::FAILURE;
            }
            runs += 1;
        }
        println!("{name}: {runs} inputs");
    }
    ExitCode::SUCCESS
}

/// xorshift64: the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

const BYTES: [u8; 8] = [0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff];
const WORDS: [i32; 8] = [0, 1, -1, -2, i32::MAX, i32::MIN, 0x00ff_ffff, 61];

fn mutate(input: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(input.len());
        match dice.below(9) {
            0 => input.truncate(at),
            1 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len());
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
            2 => {
                let end = (at + dice.below(40)).min(input.len());
                let again = input[at.min(end)..end].to_vec();
                input.splice(at.min(end)..at.min(end), again);
            }
            3 => {
                let end = (at + dice.below(20)).min(input.len());
                input.drain(at.min(end)..end);
            }
            4 | 5 => {
                let word = WORDS[dice.below(WORDS.len())].to_be_bytes();
                if let Some(place) = input.get_mut(at..at + 4) {
                    place.copy_from_slice(&word);
                }
            }
            6 => {
                let byte = BYTES[dice.below(BYTES.len())];
                if let Some(place) = input.get_mut(at) {
                    *place = byte;
                }
            }
            _ => {
                let bit = 1 << dice.below(8);
                if let Some(place) = input.get_mut(at) {
                    *place ^= bit;
                }
            }
        }
    }
    // Mostly the length is set right again, or nothing behind it would be looked at.
    if input.len() > 17 && dice.below(4) != 0 {
        let length = (input.len() - 12) as i32;
        input[8..12].copy_from_slice(&length.to_be_bytes());
    }
}
