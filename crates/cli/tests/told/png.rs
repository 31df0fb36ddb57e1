//! Pictures packed by hand (PNG, third edition), so that no encoder is needed.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Packs a grey picture: its width and height, and the value at each place.
pub fn grey(width: u32, height: u32, value: impl Fn(u32, u32) -> u8) -> Vec<u8> {
    packed(width, height, 0, &[], |x, y, row| row.push(value(x, y)))
}

/// Packs a picture that is black throughout, and shows by how much light it lets through from behind.
pub fn clear(width: u32, height: u32, value: impl Fn(u32, u32) -> u8) -> Vec<u8> {
    packed(width, height, 4, &[], |x, y, row| row.extend([0, 255 - value(x, y)]))
}

/// Packs a grey picture that is stored on its side, with the word of its maker that it is to be turned.
pub fn lying(width: u32, height: u32, value: impl Fn(u32, u32) -> u8) -> Vec<u8> {
    // Exif 2.32, 4.6.4: least byte first, one entry, the orientation 6, which says: turn it clockwise.
    let exif = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    packed(height, width, 0, &[(b"eXIf", exif)], |x, y, row| row.push(value(width - 1 - y, x)))
}

fn packed(
    width: u32,
    height: u32,
    kind: u8,
    more: &[(&[u8; 4], &[u8])],
    push: impl Fn(u32, u32, &mut Vec<u8>),
) -> Vec<u8> {
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::fast());
    for y in 0..height {
        let mut row = vec![0];
        (0..width).for_each(|x| push(x, y, &mut row));
        rows.write_all(&row).unwrap();
    }
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, kind, 0, 0, 0]].concat();
    let pixels = rows.finish().unwrap();
    let parts = [(b"IHDR", &head[..])].into_iter().chain(more.iter().copied());
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in parts.chain([(b"IDAT", &pixels[..]), (b"IEND", &[])]) {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(body);
        file.extend((body.len() as u32).to_be_bytes());
        file.extend(kind);
        file.extend(body);
        file.extend(sum.sum().to_be_bytes());
    }
    file
}
