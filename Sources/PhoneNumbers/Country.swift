/// A country, or a territory whose numbers can be told from its neighbours', by its two letters of ISO 3166-1: `US`, `JM`.
public struct Country: Hashable, Sendable, CustomStringConvertible {
    /// The two letters, in capitals.
    public let code: String

    /// Takes letters of either case; `nil` where no telephone numbers are known by them.
    public init?(_ code: String) {
        let code = code.uppercased()
        guard NumberingPlan.byCountry[Country(known: code)] != nil else { return nil }
        self.code = code
    }

    /// For the tables, which are what makes a country known.
    init(known code: some StringProtocol) { self.code = String(code) }

    /// The code.
    public var description: String { code }

    /// All that are known, in the order of the alphabet.
    public static var all: [Country] { NumberingPlan.byCountry.keys.sorted { $0.code < $1.code } }
}
