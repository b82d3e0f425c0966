/// Base64 (RFC 4648, 4: standard alphabet, padded) from and into memory the caller keeps: the media path pays for no copy.
public enum Base64 {
    /// Appends the decoded bytes; `false`, with nothing appended, where the text is not canonical padded Base64.
    ///
    /// Canonical (RFC 4648, 3.5): a whole number of groups of four, padding only at the end, unused bits zero, no line
    /// breaks. So there is one text for any bytes, and `encode` gives it back.
    public static func decode(_ text: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        guard text.count > 0 else { return true }
        guard text.count % 4 == 0 else { return false }
        let byteCount = text.count / 4 * 3 - paddingCount(of: text)
        var isCanonical = false
        output.append(addingCapacity: byteCount) { (added: inout OutputSpan<UInt8>) in
            added.withUnsafeMutableBufferPointer { target, initialized in
                text.withUnsafeBufferPointer { source in
                    values.withUnsafeBufferPointer { values in
                        isCanonical = decode(source, into: target, byteCount: byteCount, values: values)
                    }
                }
                initialized = isCanonical ? byteCount : 0
            }
        }
        return isCanonical
    }

    /// Appends the text of these bytes.
    public static func encode(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        // As in `MuLaw.decode`.
        guard !bytes.isEmpty else { return }
        let characterCount = (bytes.count + 2) / 3 * 4
        output.append(addingCapacity: characterCount) { (added: inout OutputSpan<UInt8>) in
            added.withUnsafeMutableBufferPointer { target, initialized in
                bytes.withUnsafeBufferPointer { source in
                    alphabet.withUnsafeBufferPointer { encode(source, into: target, alphabet: $0) }
                }
                initialized = characterCount
            }
        }
    }
}

private extension Base64 {
    static let padding = UInt8(ascii: "=")

    /// RFC 4648, table 1.
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The six bits of each character; `0xFF` for one outside the alphabet, padding included.
    static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    static func paddingCount(of text: Span<UInt8>) -> Int {
        guard text[text.count - 1] == padding else { return 0 }
        return text[text.count - 2] == padding ? 2 : 1
    }

    /// Fills `target` with `byteCount` bytes. Characters outside the alphabet are only noticed at the end: their value
    /// has its top bits set, and all values are gathered in one byte, so that the loop has no branch.
    static func decode(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>, byteCount: Int,
        values: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var seen: UInt8 = 0
        let wholeGroups = byteCount / 3
        for group in 0..<wholeGroups {
            let first = values[Int(source[4 &* group])]
            let second = values[Int(source[4 &* group &+ 1])]
            let third = values[Int(source[4 &* group &+ 2])]
            let fourth = values[Int(source[4 &* group &+ 3])]
            seen |= first | second | third | fourth
            target[3 &* group] = first << 2 | second >> 4
            target[3 &* group &+ 1] = second << 4 | third >> 2
            target[3 &* group &+ 2] = third << 6 | fourth
        }
        let remainder = byteCount - 3 * wholeGroups
        guard remainder > 0 else { return seen < 64 }

        // One byte is written as two characters, two bytes as three; the bits left over must be zero.
        let first = values[Int(source[4 * wholeGroups])]
        let second = values[Int(source[4 * wholeGroups + 1])]
        seen |= first | second
        target[3 * wholeGroups] = first << 2 | second >> 4
        guard remainder == 2 else { return seen < 64 && second & 0x0F == 0 }
        let third = values[Int(source[4 * wholeGroups + 2])]
        seen |= third
        target[3 * wholeGroups + 1] = second << 4 | third >> 2
        return seen < 64 && third & 0x03 == 0
    }

    static func encode(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>,
        alphabet: UnsafeBufferPointer<UInt8>
    ) {
        let wholeGroups = source.count / 3
        for group in 0..<wholeGroups {
            let first = source[3 &* group]
            let second = source[3 &* group &+ 1]
            let third = source[3 &* group &+ 2]
            target[4 &* group] = alphabet[Int(first >> 2)]
            target[4 &* group &+ 1] = alphabet[Int((first << 4 | second >> 4) & 0x3F)]
            target[4 &* group &+ 2] = alphabet[Int((second << 2 | third >> 6) & 0x3F)]
            target[4 &* group &+ 3] = alphabet[Int(third & 0x3F)]
        }
        let remainder = source.count - 3 * wholeGroups
        guard remainder > 0 else { return }
        let first = source[3 * wholeGroups]
        let second = remainder == 2 ? source[3 * wholeGroups + 1] : 0
        target[4 * wholeGroups] = alphabet[Int(first >> 2)]
        target[4 * wholeGroups + 1] = alphabet[Int((first << 4 | second >> 4) & 0x3F)]
        target[4 * wholeGroups + 2] = remainder == 2 ? alphabet[Int(second << 2 & 0x3F)] : padding
        target[4 * wholeGroups + 3] = padding
    }
}
