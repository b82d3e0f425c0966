import Calls

/// An amount of money as a number, exact to its last digit.
struct Amount: Encodable {
    let money: Money

    init(_ money: Money) { self.money = money }

    func encode(to encoder: any Encoder) { JSONOutput.of(encoder).writeNumber(money.text) }
}
