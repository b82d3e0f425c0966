import Testing

@testable import Fuzzing

@Suite struct FuzzInputTests {
    @Test("the pieces put together are the bytes, however they are cut")
    func piecesArePut() {
        let bytes = [UInt8](0..<200)
        for cut in UInt8.min ... .max {
            let pieces = FuzzInput([0, cut] + bytes).pieces
            #expect(pieces.flatMap { $0 } == bytes, "cut \(cut)")
            #expect(pieces.allSatisfy { !$0.isEmpty }, "cut \(cut)")
        }
    }

    @Test("the cut names the size of the pieces")
    func sizes() {
        #expect(FuzzInput([0, 0, 1, 2, 3]).pieces == [[1], [2], [3]])
        #expect(FuzzInput([0, 1, 1, 2, 3]).pieces == [[1, 2], [3]])
        #expect(FuzzInput([0x05]).pieces == [])
        #expect(FuzzInput([0x05]).chooses(0) && FuzzInput([0x05]).chooses(2) && !FuzzInput([0x05]).chooses(1))
    }

    @Test("the choices name a number")
    func number() { #expect(FuzzInput([0b0101_1111]).number(at: 4) == 5) }

    @Test("a broken rule is a finding, which names both sides")
    func finding() {
        let target = FuzzTarget("sample", upTo: 1) { bytes throws(FuzzFinding) in try demandSame(bytes, [1], "one byte")
        }
        #expect(throws: Never.self) { try target.run([1]) }
        let finding = #expect(throws: FuzzFinding.self) { try target.run([2]) }
        #expect(finding?.description == "one byte:\n  [2]\n  [1]")
    }
}
