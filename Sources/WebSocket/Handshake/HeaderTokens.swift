import HTTP

/// Fields whose value is a list, such as `Connection: keep-alive, Upgrade` (RFC 9110, 5.6.1).
extension HTTPHeaders {
    /// The elements of all fields of this name, in order, without white space around them; empty ones are left out.
    func listElements(_ name: String) -> [String] {
        values(name)
            .flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
            .map { String($0.trimmingWhiteSpace()) }
            .filter { !$0.isEmpty }
    }
}

extension String {
    /// Whether it is the same token: case does not matter, and only that of ASCII is folded.
    func isSameToken(as other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension Substring.UTF8View {
    fileprivate func trimmingWhiteSpace() -> Substring {
        let head = drop { $0.isWhiteSpace }
        guard let last = head.lastIndex(where: { !$0.isWhiteSpace }) else { return "" }
        return Substring(head[...last])
    }
}

extension UInt8 {
    /// RFC 9110, 5.6.3.
    var isWhiteSpace: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// RFC 9110, 5.6.2.
    var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "^")...UInt8(ascii: "z"),
            UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    fileprivate var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}
