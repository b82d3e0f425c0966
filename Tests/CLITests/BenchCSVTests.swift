import TestSupport
import Testing

@testable import CLI

@Suite struct BenchCSVTests {
    @Test("the table made for it has the records and fields that are counted")
    func cost() throws {
        let table = TableCost.sample(byteCount: 10_000)
        #expect((10_000..<10_200).contains(table.count))
        let cost = try TableCost(of: table, rounds: 1)
        #expect(cost.byteCount == table.count && cost.records > 50 && cost.fields == 5 * cost.records)
        #expect(cost.milliseconds > 0)
    }

    @Test("a file that cannot be read, or is no table, is told")
    func command() async {
        #expect(await VoicebridgeCommand.run(["bench", "csv", "--rounds", "1", "--json"]) == 0)
        #expect(await VoicebridgeCommand.run(["bench", "csv", "--file", "/no/such/file"]) == 1)
        #expect(await VoicebridgeCommand.run(["bench", "csv", "--rounds", "0"]) == 2)
    }
}
