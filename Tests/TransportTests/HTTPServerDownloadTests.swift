import HTTP
import Testing

@testable import Transport

@Suite("Server state machine: bodies read while they are sent") struct HTTPServerDownloadTests {
    typealias Progress = HTTPServerStateMachine.Progress

    private let start = ContinuousClock.now
    private let piece = HTTPServerStateMachine.pieceByteCount

    /// A machine that has a request to answer, and perhaps bytes behind it.
    private func machine(_ text: String = HTTPServerStateMachineTests.get) -> HTTPServerStateMachine {
        var machine = HTTPServerStateMachine(HTTPServer.Configuration(address: .loopback()), acceptedAt: start)
        machine.receive(Array(text.utf8).span, at: start)
        _ = machine.next(at: start)
        machine.readBody(limit: 0, at: start)
        _ = machine.next(at: start)
        return machine
    }

    @Test("the pieces follow each other, one at a time, and the last says so")
    func pieces() {
        var machine = machine()
        machine.beginBody(10..<10 + 2 * piece + 5, keepsAlive: true)
        #expect(machine.nextPiece() == 10..<10 + piece)
        #expect(machine.nextPiece() == nil)
        #expect(machine.pieceRead(10..<10 + piece, byteCount: piece) == .goesOn)
        #expect(machine.nextPiece() == 10 + piece..<10 + 2 * piece)
        #expect(machine.pieceRead(10 + piece..<10 + 2 * piece, byteCount: piece) == .goesOn)
        #expect(machine.nextPiece() == 10 + 2 * piece..<15 + 2 * piece)
        #expect(machine.pieceRead(10 + 2 * piece..<15 + 2 * piece, byteCount: 5) == .complete(keepsAlive: true))
        #expect(machine.nextPiece() == nil)
        machine.answered(keepsAlive: true, at: start)
        #expect(machine.deadline == start + .seconds(30))
        #expect(machine.pieceRead(0..<1, byteCount: 1) == .unwanted)
    }

    @Test("a request behind it waits, and no deadline of ours runs")
    func pipelined() {
        var machine = machine(HTTPServerStateMachineTests.get + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        machine.beginBody(0..<1, keepsAlive: true)
        #expect(!machine.isReading && machine.deadline == nil && machine.answer == nil)
        #expect(machine.next(at: start) == nil)
        #expect(machine.timerFired(at: start + .seconds(600)) == nil)
        _ = machine.nextPiece()
        #expect(machine.pieceRead(0..<1, byteCount: 1) == .complete(keepsAlive: true))
        machine.answered(keepsAlive: true, at: start)
        guard case .head(let head) = machine.next(at: start) else {
            Issue.record("the second request was lost")
            return
        }
        #expect(head.request.target == "/2")
    }

    @Test("a piece of another length than announced ends the connection", arguments: [nil, 0, 4, 6])
    func broken(byteCount: Int?) {
        var machine = machine()
        machine.beginBody(0..<5, keepsAlive: true)
        _ = machine.nextPiece()
        #expect(machine.pieceRead(0..<5, byteCount: byteCount) == .broken)
        #expect(machine.nextPiece() == nil)
        #expect(machine.next(at: start) == nil)
    }

    @Test("the client's end and ours change nothing until all is sent; then the connection closes")
    func endings() {
        var machine = machine()
        machine.beginBody(0..<5, keepsAlive: true)
        machine.receiveEnd()
        machine.drain()
        #expect(machine.next(at: start) == nil)
        _ = machine.nextPiece()
        #expect(machine.pieceRead(0..<5, byteCount: 5) == .complete(keepsAlive: true))
        machine.answered(keepsAlive: true, at: start)
        #expect(machine.next(at: start) == .close)
    }
}
