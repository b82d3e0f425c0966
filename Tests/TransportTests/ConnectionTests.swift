import Testing

@testable import Transport

@Suite struct ConnectionTests {
    @Test("bytes come back whole, however they are cut", arguments: [1, 2, 3, 7, 64, 1000, 65_536, 1_000_000])
    func echo(pieceLength: Int) async throws {
        let sent = (0..<min(pieceLength * 50, 1_000_000)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await withEchoServer { group, address in
            let remote = try await group.next().dial(address)
            for start in stride(from: 0, to: sent.count, by: pieceLength) {
                await remote.write(Array(sent[start..<min(start + pieceLength, sent.count)]))
            }
            #expect(await remote.bytes(sent.count) == sent)
            await remote.close()
            #expect(await remote.closed() == .some(nil))
        }
    }
}
