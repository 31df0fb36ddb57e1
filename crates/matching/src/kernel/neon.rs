//! The inner loops for 64-bit Arm, all of which have NEON.

use std::arch::aarch64::*;

use super::{Entry, Hit, Visit, scalar};
use crate::word::Word;

/// Scans one word a step.
#[target_feature(enable = "neon")]
pub fn scan(words: &[[u8; 32]], query: Word, radius: u32, base: u32, hits: &mut Vec<Hit>) {
    let bytes: Vec<u8> = query.0.into_iter().flat_map(u64::to_le_bytes).collect();
    // SAFETY: `bytes` holds 32 bytes.
    let (low, high) = unsafe { (vld1q_u8(bytes.as_ptr()), vld1q_u8(bytes.as_ptr().add(16))) };
    for (index, word) in (base..).zip(words) {
        // SAFETY: a word has 32 bytes; the loads ask for no alignment.
        let (first, last) = unsafe { (vld1q_u8(word.as_ptr()), vld1q_u8(word.as_ptr().add(16))) };
        let counts = vaddq_u8(vcntq_u8(veorq_u8(first, low)), vcntq_u8(veorq_u8(last, high)));
        let distance = vaddlvq_u8(counts);
        if u32::from(distance) <= radius {
            hits.push(Hit { index, distance });
        }
    }
}

/// Looks through the tags of visits, 8 a step.
#[target_feature(enable = "neon")]
pub fn sieve(image: &[u8], visits: &[Visit], found: &mut Vec<Entry>) {
    super::sieve(image, visits, found, |tags, visit, found| {
        let (tag, most) = (vdupq_n_u16(visit.tag), vdupq_n_u16(u16::from(visit.most)));
        let (steps, _) = tags.as_chunks::<8>();
        for (number, step) in steps.iter().enumerate() {
            // SAFETY: the 16 bytes of a step are read; the load asks for no alignment.
            let lanes = unsafe { vreinterpretq_u16_u8(vld1q_u8(step.as_ptr().cast())) };
            let counts = vpaddlq_u8(vcntq_u8(vreinterpretq_u8_u16(veorq_u16(lanes, tag))));
            if vmaxvq_u16(vcleq_u16(counts, most)) != 0 {
                scalar::rest(&tags[..8 * (number + 1)], 8 * number, visit, found);
            }
        }
        scalar::rest(tags, 8 * steps.len(), visit, found);
    });
}
