//! The inner loops for x86-64 with AVX2, and with the population counts of AVX-512.

use std::arch::x86_64::*;

use super::{Entry, Hit, Visit, scalar};
use crate::word::Word;

/// Returns whether the processor has what the loops on 256 bits use.
pub fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt")
}

/// Returns whether the processor has what the loops on 512 bits use.
pub fn has_avx512() -> bool {
    has_avx2()
        && is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vpopcntdq")
        && is_x86_feature_detected!("avx512bitalg")
}

/// Scans eight words a step.
#[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq,popcnt")]
pub fn scan_avx512(words: &[[u8; 32]], query: Word, radius: u32, base: u32, hits: &mut Vec<Hit>) {
    let [a, b, c, d] = query.0.map(|part| part as i64);
    let query_twice = _mm512_setr_epi64(a, b, c, d, a, b, c, d);
    let most = _mm512_set1_epi64(i64::from(radius));
    let firsts = _mm512_setr_epi64(0, 4, 1, 5, 8, 12, 9, 13);
    let lasts = _mm512_setr_epi64(2, 6, 3, 7, 10, 14, 11, 15);
    let (steps, rest) = words.as_chunks::<8>();
    for (number, step) in steps.iter().enumerate() {
        let counts = |pair: usize| {
            // SAFETY: `pair` is 0 to 3: 64 bytes from two words of the eight; the load asks for no alignment.
            let two = unsafe { _mm512_loadu_si512(step.as_ptr().add(2 * pair).cast()) };
            _mm512_popcnt_epi64(_mm512_xor_si512(two, query_twice))
        };
        let halves = |low: __m512i, high: __m512i| {
            _mm512_add_epi64(_mm512_unpacklo_epi64(low, high), _mm512_unpackhi_epi64(low, high))
        };
        let (low, high) = (halves(counts(0), counts(1)), halves(counts(2), counts(3)));
        let sums =
            _mm512_add_epi64(_mm512_permutex2var_epi64(low, firsts, high), _mm512_permutex2var_epi64(low, lasts, high));
        let mut within = _mm512_cmple_epu64_mask(sums, most);
        if within != 0 {
            let mut distances = [0u64; 8];
            // SAFETY: the array has the 64 bytes that are stored; the store asks for no alignment.
            unsafe { _mm512_storeu_si512(distances.as_mut_ptr().cast(), sums) };
            while within != 0 {
                let place = within.trailing_zeros();
                hits.push(Hit { index: base + 8 * number as u32 + place, distance: distances[place as usize] as u16 });
                within &= within - 1;
            }
        }
    }
    scalar::scan(rest, query, radius, base + 8 * steps.len() as u32, hits);
}

/// Scans four words a step.
#[target_feature(enable = "avx2,popcnt")]
pub fn scan_avx2(words: &[[u8; 32]], query: Word, radius: u32, base: u32, hits: &mut Vec<Hit>) {
    let [a, b, c, d] = query.0.map(|part| part as i64);
    let query_once = _mm256_setr_epi64x(a, b, c, d);
    let above = _mm256_set1_epi64x(i64::from(radius) + 1);
    let (steps, rest) = words.as_chunks::<4>();
    for (number, step) in steps.iter().enumerate() {
        let counts = |place: usize| {
            // SAFETY: `place` is 0 to 3: the 32 bytes of one word of the four; the load asks for no alignment.
            let one = unsafe { _mm256_loadu_si256(step.as_ptr().add(place).cast()) };
            _mm256_sad_epu8(counts_of_bytes(_mm256_xor_si256(one, query_once)), _mm256_setzero_si256())
        };
        let halves = |low: __m256i, high: __m256i| {
            _mm256_add_epi64(_mm256_unpacklo_epi64(low, high), _mm256_unpackhi_epi64(low, high))
        };
        let (low, high) = (halves(counts(0), counts(1)), halves(counts(2), counts(3)));
        let sums = _mm256_add_epi64(
            _mm256_permute2x128_si256::<0x20>(low, high),
            _mm256_permute2x128_si256::<0x31>(low, high),
        );
        let mut within = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(above, sums))) as u32;
        if within != 0 {
            let mut distances = [0u64; 4];
            // SAFETY: the array has the 32 bytes that are stored; the store asks for no alignment.
            unsafe { _mm256_storeu_si256(distances.as_mut_ptr().cast(), sums) };
            while within != 0 {
                let place = within.trailing_zeros();
                hits.push(Hit { index: base + 4 * number as u32 + place, distance: distances[place as usize] as u16 });
                within &= within - 1;
            }
        }
    }
    scalar::scan(rest, query, radius, base + 4 * steps.len() as u32, hits);
}

/// Looks through the tags of visits, 32 a step.
#[target_feature(enable = "avx512f,avx512bw,avx512bitalg,popcnt")]
pub fn sieve_avx512(image: &[u8], visits: &[Visit], found: &mut Vec<Entry>) {
    super::sieve(image, visits, found, |tags, visit, found| {
        let tag = _mm512_set1_epi16(visit.tag as i16);
        let most = _mm512_set1_epi16(i16::from(visit.most));
        for (number, step) in tags.chunks(32).enumerate() {
            let there = u32::MAX >> (32 - step.len());
            // SAFETY: only the lanes of `there` are read, which lie in `step`; the load asks for no alignment.
            let lanes = unsafe { _mm512_maskz_loadu_epi16(there, step.as_ptr().cast()) };
            let counts = _mm512_popcnt_epi16(_mm512_xor_si512(lanes, tag));
            let mut few = _mm512_mask_cmple_epu16_mask(there, counts, most);
            while few != 0 {
                let place = visit.first + 32 * number as u32 + few.trailing_zeros();
                found.push(Entry { band: visit.band, place });
                few &= few - 1;
            }
        }
    });
}

/// Looks through the tags of visits, 16 a step.
#[target_feature(enable = "avx2,popcnt")]
pub fn sieve_avx2(image: &[u8], visits: &[Visit], found: &mut Vec<Entry>) {
    super::sieve(image, visits, found, |tags, visit, found| {
        let tag = _mm256_set1_epi16(visit.tag as i16);
        let above = _mm256_set1_epi16(i16::from(visit.most) + 1);
        let (steps, _) = tags.as_chunks::<16>();
        for (number, step) in steps.iter().enumerate() {
            // SAFETY: the 32 bytes of a step are read; the load asks for no alignment.
            let lanes = unsafe { _mm256_loadu_si256(step.as_ptr().cast()) };
            let bytes = counts_of_bytes(_mm256_xor_si256(lanes, tag));
            let counts = _mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1));
            // Two bits a lane; the lower is kept.
            let mut few = _mm256_movemask_epi8(_mm256_cmpgt_epi16(above, counts)) as u32 & 0x5555_5555;
            while few != 0 {
                let place = visit.first + 16 * number as u32 + few.trailing_zeros() / 2;
                found.push(Entry { band: visit.band, place });
                few &= few - 1;
            }
        }
        scalar::rest(tags, 16 * steps.len(), visit, found);
    });
}

/// Counts the bits of each byte, by its two halves (Muła, Kurz and Lemire, "Faster population counts using AVX2", 2016).
#[target_feature(enable = "avx2")]
fn counts_of_bytes(bytes: __m256i) -> __m256i {
    let counts = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
    );
    let low = _mm256_set1_epi8(0x0f);
    _mm256_add_epi8(
        _mm256_shuffle_epi8(counts, _mm256_and_si256(bytes, low)),
        _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), low)),
    )
}
