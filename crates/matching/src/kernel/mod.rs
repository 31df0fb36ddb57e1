//! The two inner loops, for whatever instructions the processor has: the scan of words, and the sieve of tags.
//!
//! `unsafe` stands here, in `x86` and `neon`, because the vector loops were measured: for a word they take a sixth (AVX2) and a
//! nineteenth (AVX-512) of the time of `scalar`, for a tag a sixth and a twelfth. Each is compared with that twin in the tests below.

#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::sync::LazyLock;

use crate::word::Word;

/// Is a word within the radius: its index among the words scanned, and its distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Zero-based.
    pub index: u32,
    /// In bits.
    pub distance: u16,
}

/// Is one bucket of a band to look through.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The first byte of its tags in the image.
    pub place: usize,
    /// How many tags.
    pub len: u32,
    /// The place of its first entry in the band.
    pub first: u32,
    /// What the tags are compared with.
    pub tag: u16,
    /// The most bits in which a tag may differ.
    pub most: u8,
    /// Which band.
    pub band: u8,
}

/// Is an entry that passed the sieve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which band.
    pub band: u8,
    /// Its place in the band.
    pub place: u32,
}

/// Says which instructions are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Those of the target alone.
    Scalar,
    /// Byte shuffles on 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Population counts on 512 bits (VPOPCNTDQ and BITALG).
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// Population counts on 128 bits.
    #[cfg(target_arch = "aarch64")]
    Neon,
}

/// How many visits ahead their tags are asked for.
const AHEAD: usize = 12;

impl Kernel {
    /// Returns the fastest that this processor has.
    pub fn best() -> Self {
        static BEST: LazyLock<Kernel> = LazyLock::new(|| Kernel::all().pop().unwrap_or(Kernel::Scalar));
        *BEST
    }

    /// Returns all that this processor has, the fastest last.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Scalar];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(x86::has_avx2().then_some(Self::Avx2));
            all.extend(x86::has_avx512().then_some(Self::Avx512));
        }
        #[cfg(target_arch = "aarch64")]
        all.extend(std::arch::is_aarch64_feature_detected!("neon").then_some(Self::Neon));
        all
    }

    /// Adds each of `words` (32 bytes each, as in the image) within `radius` of the query, in order; their indices begin at `base`.
    pub fn scan(self, words: &[u8], query: Word, radius: u32, base: u32, hits: &mut Vec<Hit>) {
        let (words, _) = words.as_chunks::<32>();
        match self {
            Self::Scalar => scalar::scan(words, query, radius, base, hits),
            // SAFETY: `all` names a kernel only where its instructions were detected.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { x86::scan_avx2(words, query, radius, base, hits) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { x86::scan_avx512(words, query, radius, base, hits) },
            // SAFETY: as above.
            #[cfg(target_arch = "aarch64")]
            Self::Neon => unsafe { neon::scan(words, query, radius, base, hits) },
        }
    }

    /// Adds the entries of the visits whose tags (2 bytes each, little-endian) differ in few enough bits, in order.
    /// A visit that leaves the image finds nothing.
    pub fn sieve(self, image: &[u8], visits: &[Visit], found: &mut Vec<Entry>) {
        match self {
            Self::Scalar => sieve(image, visits, found, scalar::sieve),
            // SAFETY: `all` names a kernel only where its instructions were detected.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { x86::sieve_avx2(image, visits, found) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { x86::sieve_avx512(image, visits, found) },
            // SAFETY: as above.
            #[cfg(target_arch = "aarch64")]
            Self::Neon => unsafe { neon::sieve(image, visits, found) },
        }
    }
}

/// Walks through visits, asking for the tags of those to come; `one` looks through one.
#[inline(always)]
fn sieve(
    image: &[u8],
    visits: &[Visit],
    found: &mut Vec<Entry>,
    mut one: impl FnMut(&[[u8; 2]], &Visit, &mut Vec<Entry>),
) {
    for visit in visits.iter().take(AHEAD) {
        ask(image, visit);
    }
    for (number, visit) in visits.iter().enumerate() {
        if let Some(next) = visits.get(number + AHEAD) {
            ask(image, next);
        }
        let bytes = visit.place.checked_add(2 * visit.len as usize).and_then(|end| image.get(visit.place..end));
        one(bytes.unwrap_or_default().as_chunks::<2>().0, visit, found);
    }
}

/// Asks for the first lines of a visit's tags; what comes after them the processor foresees.
#[inline(always)]
fn ask(image: &[u8], visit: &Visit) {
    let end = visit.place + 2 * visit.len as usize;
    for line in (visit.place..end).step_by(64).take(6) {
        prefetch(image, line);
    }
}

/// Asks for the line of memory that holds a byte.
#[inline(always)]
pub fn prefetch(bytes: &[u8], place: usize) {
    // SAFETY: a prefetch of any address, also one outside of all memory, has no effect but on the caches.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(bytes.as_ptr().wrapping_add(place).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (bytes, place);
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn image_of(words: &[Word]) -> Vec<u8> {
        words.iter().flat_map(|word| word.0).flat_map(u64::to_le_bytes).collect()
    }

    proptest! {
        #[test]
        fn each_scan_finds_what_its_twin_finds(
            words in vec(any::<[u64; 4]>().prop_map(Word), 0..70),
            near in vec((0usize..70, 0u32..256), 0..40),
            query: [u64; 4],
            radius in prop_oneof![0u32..=40, 100u32..=256],
            unaligned in 0usize..32,
        ) {
            let (mut words, query) = (words, Word(query));
            // Some words are the query with few bits turned, at any place.
            for (place, bit) in near {
                if let Some(word) = words.get_mut(place) {
                    let close = if word.distance(query).bits() > 40 { query } else { *word };
                    *word = close;
                    word.0[(bit / 64) as usize] ^= 1 << (bit % 64);
                }
            }
            let bytes = [vec![0; unaligned], image_of(&words)].concat();
            let expected: Vec<Hit> = (7..).zip(&words).map(|(index, word)| Hit { index, distance: word.distance(query).bits() as u16 })
                .filter(|hit| u32::from(hit.distance) <= radius).collect();
            for kernel in Kernel::all() {
                let mut hits = Vec::new();
                kernel.scan(&bytes[unaligned..], query, radius, 7, &mut hits);
                prop_assert_eq!(&hits, &expected, "{:?}", kernel);
            }
        }

        #[test]
        fn each_sieve_finds_what_its_twin_finds(
            image in vec(any::<u8>(), 0..400),
            visits in vec((0usize..400, 0u32..150, any::<u16>(), 0u8..=17), 0..30),
        ) {
            let visits: Vec<Visit> = (0u8..).zip(visits)
                .map(|(band, (place, len, tag, most))| Visit { place, len, first: 100, tag, most, band }).collect();
            let mut expected = Vec::new();
            for visit in &visits {
                let Some(tags) = image.get(visit.place..visit.place + 2 * visit.len as usize) else { continue };
                for (place, tag) in (100..).zip(tags.chunks_exact(2)) {
                    if (u16::from_le_bytes([tag[0], tag[1]]) ^ visit.tag).count_ones() <= u32::from(visit.most) {
                        expected.push(Entry { band: visit.band, place });
                    }
                }
            }
            for kernel in Kernel::all() {
                let mut found = Vec::new();
                kernel.sieve(&image, &visits, &mut found);
                prop_assert_eq!(&found, &expected, "{:?}", kernel);
            }
        }
    }
}
