/// Bounds what decoding one picture may take. Judged on what the headers claim, before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest side, in pixels.
    pub side: u32,
    /// Most pixels.
    pub pixels: u64,
    /// Most memory for the decoded picture and its decoder, in bytes.
    pub memory: u64,
    /// Most pictures of an animation.
    pub frames: u32,
}

impl Default for Limits {
    /// Allows the photos of today's phones (200 million pixels) as long as they fit into 1 GiB.
    fn default() -> Self {
        Self { side: 50_000, pixels: 200_000_000, memory: 1 << 30, frames: 10_000 }
    }
}
