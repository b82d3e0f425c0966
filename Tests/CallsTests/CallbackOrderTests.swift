import Testing

@testable import Calls

@Suite("Callbacks in every order")
struct CallbackOrderTests {
    /// Every distinct order of these.
    private static func permutations<Element: Equatable>(_ elements: [Element]) -> [[Element]] {
        guard !elements.isEmpty else { return [[]] }
        var seen: [Element] = []
        var all: [[Element]] = []
        for (index, element) in elements.enumerated() where !seen.contains(element) {
            seen.append(element)
            var rest = elements
            rest.remove(at: index)
            all += permutations(rest).map { [element] + $0 }
        }
        return all
    }

    private static func outcome(_ kinds: [CallEvent.Kind]) -> CallRecord {
        var call = CallRecord.make()
        for kind in kinds { call.apply(.make(kind)) }
        return call
    }

    @Test(
        "each way a call can go, its callbacks doubled, in every order: the end is that of good order",
        arguments: [CallStatus.completed, .busy, .failed, .noAnswer, .canceled])
    func everyOrder(end: CallStatus) {
        let seconds = end == .completed ? 12 : 0
        var steps: [CallEvent.Kind] = [
            .status(.initiated, duration: nil), .status(.ringing, duration: nil), .status(end, duration: seconds),
        ]
        if end == .completed { steps.insert(.status(.inProgress, duration: nil), at: 2) }
        let expected = Self.outcome(steps)
        #expect(expected.status == end)
        let orders = Self.permutations(steps + steps)
        // 8!/2⁴ and 6!/2³: none was forgotten.
        #expect(orders.count == (end == .completed ? 2520 : 90))
        for order in orders { #expect(Self.outcome(order) == expected, "\(order)") }
    }

    @Test("what was lost is missed by nobody: every part of the callbacks with the end in it, in every order")
    func lostOnes() {
        let steps: [CallStatus] = [.initiated, .ringing, .inProgress, .completed]
        for kept in 0..<16 {
            let part = steps.indices.filter { kept & (1 << $0) != 0 }.map { steps[$0] }
            guard part.contains(.completed) else { continue }
            for order in Self.permutations(part) {
                let call = Self.outcome(order.map { .status($0, duration: $0 == .completed ? 5 : nil) })
                #expect(call.status == .completed, "\(order)")
                #expect(call.duration == 5, "\(order)")
            }
        }
    }

    @Test("a status is never turned back, whatever comes after whatever")
    func noWayBack() {
        for one in CallStatus.allCases {
            for other in CallStatus.allCases {
                let call = Self.outcome([.status(one, duration: nil), .status(other, duration: nil)])
                #expect(call.status == (one.advances(to: other) ? other : one), "\(one) \(other)")
                #expect(!(one.isTerminal && call.status != one), "\(one) \(other)")
                #expect(!(one.advances(to: other) && other.advances(to: one)), "\(one) \(other)")
            }
        }
    }
}
