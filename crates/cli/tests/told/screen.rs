//! The screen that tests of reading use: two bubbles of an invented chat.

use super::sample;

pub const WIDTH: u32 = 340;
pub const HEIGHT: u32 = 180;

/// Returns what can be read in each bubble.
pub const SAID: [&str; 2] =
    ["Bonjour, je t'attends à 18h30 à Liège.", "Laisse-moi tranquille, je t'ai déjà dit non. Für immer!"];

/// Returns the value at each place of the screen.
pub fn screen() -> impl Fn(u32, u32) -> u8 {
    let bytes = std::fs::read(sample().join("../screens/two.pgm")).unwrap();
    let pixels = bytes[bytes.len() - (WIDTH * HEIGHT) as usize..].to_vec();
    move |x, y| pixels[(y * WIDTH + x) as usize]
}

/// Says whether there are weights to read with: the folder that `TEMOIN_WEIGHTS` names holds them. With it, anything wrong is a failure.
pub fn can_read() -> bool {
    let there = std::env::var_os("TEMOIN_WEIGHTS").is_some();
    if !there {
        eprintln!("not run: TEMOIN_WEIGHTS does not name the folder of the weights");
    }
    there
}
