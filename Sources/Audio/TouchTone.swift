/// A key of a telephone and its two tones: dual-tone multi-frequency signalling, ITU-T Q.23.
public enum TouchTone: Character, Hashable, Sendable, CaseIterable {
    /// `1`.
    case one = "1"
    /// `2`.
    case two = "2"
    /// `3`.
    case three = "3"
    /// `A`.
    case a = "A"
    /// `4`.
    case four = "4"
    /// `5`.
    case five = "5"
    /// `6`.
    case six = "6"
    /// `B`.
    case b = "B"
    /// `7`.
    case seven = "7"
    /// `8`.
    case eight = "8"
    /// `9`.
    case nine = "9"
    /// `C`.
    case c = "C"
    /// `*`.
    case star = "*"
    /// `0`.
    case zero = "0"
    /// `#`.
    case pound = "#"
    /// `D`.
    case d = "D"

    /// The tone of the key's row, in Hz.
    public var lowFrequency: Int { Self.rows[place / 4] }
    /// The tone of the key's column, in Hz.
    public var highFrequency: Int { Self.columns[place % 4] }
}

private extension TouchTone {
    static let rows = [697, 770, 852, 941]
    static let columns = [1_209, 1_336, 1_477, 1_633]

    /// Where it lies on the keypad, row by row, as the cases stand above.
    var place: Int {
        switch self {
        case .one: 0
        case .two: 1
        case .three: 2
        case .a: 3
        case .four: 4
        case .five: 5
        case .six: 6
        case .b: 7
        case .seven: 8
        case .eight: 9
        case .nine: 10
        case .c: 11
        case .star: 12
        case .zero: 13
        case .pound: 14
        case .d: 15
        }
    }
}
