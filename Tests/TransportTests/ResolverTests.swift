import Testing

@testable import Transport

@Suite struct ResolverTests {
    @Test("a numeric address needs no lookup", arguments: ["127.0.0.1", "::1"])
    func numeric(host: String) async {
        #expect(await Resolver().resolve(host) == SocketAddress.Number(host).map { .success([$0]) })
    }

    @Test("localhost is at a loopback address, for everybody who asks at once")
    func localhost() async throws {
        let resolver = Resolver()
        try await withThrowingTaskGroup { tasks in
            for _ in 0..<300 { tasks.addTask { try await resolver.resolve("localhost").get() } }
            for try await numbers in tasks {
                #expect(!numbers.isEmpty)
                for number in numbers { #expect(SocketAddress(number, port: 1)?.isLoopback == true) }
            }
        }
    }

    @Test("a name that cannot be one fails", arguments: ["", "not a name", String(repeating: "a", count: 300)])
    func malformed(name: String) async {
        switch await Resolver().resolve(name) {
        case .success(let numbers): Issue.record("\(numbers)")
        case .failure: break
        }
    }
}

extension Resolver {
    fileprivate func resolve(_ name: String) async -> Result<[SocketAddress.Number], Failure> {
        await withCheckedContinuation { continuation in
            resolve(name) { continuation.resume(returning: $0) }
        }
    }
}
