/// The bytes that mean something in a table.
enum CSVByte {
    static let null: UInt8 = 0x00
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let semicolon = UInt8(ascii: ";")

    /// In the order in which they win when the header has as many of one as of another.
    static let separators = [comma, semicolon, tab]
}
