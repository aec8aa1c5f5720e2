interface Header {
  /** Where the content begins, and how long it is. */
  readonly start: number;
  readonly length: number;
}

/** Tag and length of the DER element at `at`. Lengths beyond four bytes, and those left open (BER), are refused. */
function headerAt(bytes: Buffer, at: number): Header {
  const first = bytes.readUInt8(at + 1);
  const extra = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || extra > 4) throw new RangeError("not DER");
  const start = at + 2 + extra;
  const length = extra === 0 ? first : bytes.readUIntBE(at + 2, extra);
  if (start + length > bytes.length) throw new RangeError("cut short");
  return { start, length };
}

/** The content of the element that begins with the first byte. */
export function derContent(element: Buffer): Buffer {
  const { start, length } = headerAt(element, 0);
  return element.subarray(start, start + length);
}

/** The elements within the element that begins with the first byte. */
export function derChildren(element: Buffer): Buffer[] {
  const content = derContent(element);
  const children: Buffer[] = [];
  for (let at = 0; at < content.length;) {
    const { start, length } = headerAt(content, at);
    children.push(content.subarray(at, start + length));
    at = start + length;
  }
  return children;
}
