// Numbers. A page or frame number is a plain number (45 bits at most, exact in a double); an entry
// is two unsigned halves of 32 bits; a whole address is a BigInt.

const PAGE_SHIFT = 12n;
const MASK_64 = (1n << 64n) - 1n;

const hex = (value) => '0x' + value.toString(16);

/** The entry of two halves as text. */
const entryHex = (hi, lo) =>
  hi === 0 ? hex(lo) : hex(hi) + lo.toString(16).padStart(8, '0');

/** The frame number in an entry: bits 51 to 12. */
const frameOf = (hi, lo) => (hi & 0xfffff) * 0x100000 + (lo >>> 12);

/** A frame's address. */
const frameHex = (frame) => hex(frame * 4096);

/** The canonical address of a page number, as a BigInt. */
function pageAddress(page, bits) {
  const address = BigInt(page) << PAGE_SHIFT;
  return (address >> BigInt(bits - 1)) & 1n ? address | (MASK_64 ^ ((1n << BigInt(bits)) - 1n)) : address;
}

const pageHex = (page, bits) => hex(pageAddress(page, bits));

/** Whether all bits above the highest translated one equal it. */
function isCanonical(address, bits) {
  return BigInt.asUintN(64, BigInt.asIntN(bits, address)) === address;
}

/** A 64-bit number, hexadecimal behind 0x, decimal otherwise; null if the text is none. */
function parseAddress(text) {
  const digits = text.trim().replaceAll('_', '');
  if (!/^(0x[0-9a-f]{1,16}|[0-9]{1,20})$/i.test(digits)) {
    return null;
  }
  const value = BigInt(digits);
  return value <= MASK_64 ? value : null;
}

/** So many bytes, in the unit that makes them short. */
function bytesText(pages) {
  let value = pages * 4;
  for (const unit of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (value < 1024 || unit === 'TiB') {
      return (Number.isInteger(value) ? value : value.toFixed(1)) + ' ' + unit;
    }
    value /= 1024;
  }
  return '';
}

const plural = (count, word) =>
  count.toLocaleString('en') + ' ' + word + (count === 1 ? '' : /(s|x|ch|sh)$/.test(word) ? 'es' : 's');
