//! Eight values in a register. Only functions that are compiled for AVX2 and FMA may call these without `unsafe`.

use std::arch::x86_64::*;

use super::super::luma;

/// How many values go together.
pub const LANES: usize = 8;

/// Is a whole number by which sums are divided, 1 to 2^20, and its reciprocal rounded to `f32`.
#[derive(Clone, Copy, Debug)]
pub struct Divisor {
    whole: f32,
    reciprocal: f32,
}

impl Divisor {
    /// Takes the number.
    pub const fn new(whole: usize) -> Self {
        Self { whole: whole as f32, reciprocal: 1.0 / whole as f32 }
    }
}

/// Is eight values of `f32`, each computed with as if it were alone: the same roundings, in the same order.
#[derive(Clone, Copy)]
pub struct Eight(__m256);

impl Eight {
    /// Returns eight zeros.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn zero() -> Self {
        Self(_mm256_setzero_ps())
    }

    /// Reads eight values.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn load(from: &[f32; LANES]) -> Self {
        // SAFETY: 32 bytes are borrowed, and need not be aligned.
        Self(unsafe { _mm256_loadu_ps(from.as_ptr()) })
    }

    /// Writes eight values.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn store(self, into: &mut [f32; LANES]) {
        // SAFETY: 32 bytes are borrowed alone, and need not be aligned.
        unsafe { _mm256_storeu_ps(into.as_mut_ptr(), self.0) }
    }

    /// Adds each to each.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn plus(self, other: Self) -> Self {
        Self(_mm256_add_ps(self.0, other.0))
    }

    /// Takes each from each.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn minus(self, other: Self) -> Self {
        Self(_mm256_sub_ps(self.0, other.0))
    }

    /// Divides each, with the bits of a division, by a product and a correction (Markstein, IBM J. Res. Dev. 34, 1990).
    ///
    /// The product is less than 2 units of its last place off. The divisor b is whole and at most 2^20, so that what is left
    /// is a whole number of those units, under 2^22 of them: exact. The correction then misses the quotient by less than
    /// 2^-22 units, and no quotient of 24 bits by b lies nearer than 1 / 2b to where the rounding changes. What is divided is
    /// 0 or far above where `f32` thins out: a sum of brightness, or what rounding left of one.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn divided(self, by: Divisor) -> Self {
        let (whole, reciprocal) = (_mm256_set1_ps(by.whole), _mm256_set1_ps(by.reciprocal));
        let quotient = _mm256_mul_ps(self.0, reciprocal);
        let left = _mm256_fnmadd_ps(quotient, whole, self.0);
        Self(_mm256_fmadd_ps(left, reciprocal, quotient))
    }

    /// Makes columns of rows.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        let [a, b, c, d, e, f, g, h] = rows;
        let (low, high) = (transposed_by_half([a, b, c, d]), transposed_by_half([e, f, g, h]));
        let mut columns = [Self::zero(); LANES];
        for at in 0..LANES / 2 {
            columns[at] = Self(_mm256_permute2f128_ps::<0x20>(low[at], high[at]));
            columns[at + 4] = Self(_mm256_permute2f128_ps::<0x31>(low[at], high[at]));
        }
        columns
    }

    /// Returns the brightness of eight colours, as [`luma::of`] does.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn of_colours(pixels: &[u8; 3 * LANES]) -> Self {
        const NONE: i8 = -1;
        let [red, green, blue] = luma::WEIGHTS;
        let (first, _) = pixels.split_at(16);
        let (_, last) = pixels.split_at(8);
        // SAFETY: 16 bytes are borrowed by each, and need not be aligned.
        let (first, last) = unsafe { (_mm_loadu_si128(first.as_ptr().cast()), _mm_loadu_si128(last.as_ptr().cast())) };
        // Four colours in each half: they begin at byte 0 of the first, at byte 4 of the last.
        let colours = _mm256_set_m128i(last, first);
        let red_green = _mm256_setr_epi8(
            0, NONE, 1, NONE, 3, NONE, 4, NONE, 6, NONE, 7, NONE, 9, NONE, 10, NONE, // four colours
            4, NONE, 5, NONE, 7, NONE, 8, NONE, 10, NONE, 11, NONE, 13, NONE, 14, NONE,
        );
        let blue_alone = _mm256_setr_epi8(
            2, NONE, NONE, NONE, 5, NONE, NONE, NONE, 8, NONE, NONE, NONE, 11, NONE, NONE, NONE, // four colours
            6, NONE, NONE, NONE, 9, NONE, NONE, NONE, 12, NONE, NONE, NONE, 15, NONE, NONE, NONE,
        );
        let red_green =
            _mm256_madd_epi16(_mm256_shuffle_epi8(colours, red_green), _mm256_set1_epi32(green << 16 | red));
        let blue = _mm256_madd_epi16(_mm256_shuffle_epi8(colours, blue_alone), _mm256_set1_epi32(blue));
        Self(_mm256_cvtepi32_ps(_mm256_add_epi32(red_green, blue))).divided(const { Divisor::new(1000) })
    }

    /// Returns the brightness of eight pixels of grey.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn of_grey(pixels: &[u8; LANES]) -> Self {
        let pixels = _mm_cvtsi64_si128(i64::from_le_bytes(*pixels));
        Self(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(pixels)))
    }
}

/// Makes columns of four rows, in each half by itself.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn transposed_by_half([a, b, c, d]: [Eight; 4]) -> [__m256; 4] {
    let (ab, abs) = (_mm256_unpacklo_ps(a.0, b.0), _mm256_unpackhi_ps(a.0, b.0));
    let (cd, cds) = (_mm256_unpacklo_ps(c.0, d.0), _mm256_unpackhi_ps(c.0, d.0));
    [
        _mm256_shuffle_ps::<0x44>(ab, cd),
        _mm256_shuffle_ps::<0xEE>(ab, cd),
        _mm256_shuffle_ps::<0x44>(abs, cds),
        _mm256_shuffle_ps::<0xEE>(abs, cds),
    ]
}
