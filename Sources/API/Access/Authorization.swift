import Calls
import FoundationEssentials
import HTTP
import Synchronization
import Transport

/// Finds out who asks: whoever shows a key, or, where there is no key at all, whoever sits at this machine.
final class Authorization: Sendable {
    /// How exactly the last use of a key is written down: more would be a write for every read.
    static let useInterval = Duration.seconds(3600)

    private let environment: APIEnvironment
    private let configuredDigest: String?
    private let requests: TokenBuckets<Caller.Proof>?
    /// Ten wrong keys at once, and ten more a minute.
    private let failures = TokenBuckets<String>(capacity: 10, interval: .seconds(6))
    /// Since when each key's use has been written down.
    private let noted = Mutex<[RecordID: ContinuousClock.Instant]>([:])

    init(environment: APIEnvironment) {
        self.environment = environment
        configuredDigest = environment.settings.apiKey.map(SHA256.hex(of:))
        let perMinute = environment.settings.requestsPerMinute
        requests = perMinute > 0 ? TokenBuckets(capacity: perMinute, interval: .seconds(60) / perMinute) : nil
    }

    /// Who asks. Throws for strangers, and for those who ask too much.
    func caller(of request: HTTPRequest, from peer: SocketAddress) async throws(APIError) -> Caller {
        let values = request.headers.values("Authorization")
        if values.isEmpty, configuredDigest == nil { return try await localCaller(request, from: peer) }
        guard values.count == 1, let token = Self.bearerToken(values[0]),
            let caller = try await holder(of: token, from: peer)
        else { throw failed(from: peer) }
        if let wait = requests?.take(caller.proof, at: environment.clock.now()) { throw .tooManyRequests(wait) }
        return caller
    }

    // MARK: Keys

    /// Whose key it is; `nil` for nobody's.
    ///
    /// Keys of ours cannot be guessed, and are looked at whoever shows them: nobody is shut out because others behind the
    /// same proxy guess. The key in the configuration somebody may have made up; an address that has guessed too often
    /// must wait before it may try it again.
    private func holder(of token: String, from peer: SocketAddress) async throws(APIError) -> Caller? {
        if let secret = APIKeySecret(token) { return try await holder(of: secret, from: peer) }
        if let wait = failures.wait(peer.host, at: environment.clock.now()) { throw .tooManyFailures(wait) }
        guard let configuredDigest, SHA256.same(SHA256.hex(of: token), configuredDigest) else { return nil }
        return Caller(
            userID: User.ownerID, proof: .configuredKey, scopes: Set(APIKey.Scope.allCases), address: peer.host)
    }

    private func holder(of secret: APIKeySecret, from peer: SocketAddress) async throws(APIError) -> Caller? {
        let found = try await environment.stored { (store) throws(CallStoreError) in try await store.key(secret.keyID) }
        guard let key = found, SHA256.same(secret.digest, key.digest), key.revokedAt == nil else { return nil }
        await noteUse(of: key)
        return Caller(userID: key.userID, proof: .key(key.id), scopes: key.scopes, address: peer.host)
    }

    private func noteUse(of key: APIKey) async {
        let now = environment.clock.now()
        let isDue = noted.withLock { noted in
            if let last = noted[key.id], now - last < Self.useInterval { return false }
            noted[key.id] = now
            return true
        }
        guard isDue else { return }
        // It says when a key may be thrown away. A store that cannot take it down now will be asked again in an hour.
        try? await environment.store.noteUse(of: key.id, at: environment.clock.date())
    }

    private func failed(from peer: SocketAddress) -> APIError {
        failures.take(peer.host, at: environment.clock.now()).map(APIError.tooManyFailures) ?? .unauthorized
    }

    /// RFC 6750, 2.1; the scheme's case does not matter (RFC 9110, 11.1).
    private static func bearerToken(_ value: String) -> String? {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}

// MARK: Without any key

extension Authorization {
    /// A tunnel or a proxy on this machine comes from a loopback address too. It gives itself away by the host it was
    /// asked for or by what it adds; one that hides both must not be used without a key. A page from elsewhere in a browser
    /// of this machine gives itself away by its origin.
    private func localCaller(_ request: HTTPRequest, from peer: SocketAddress) async throws(APIError) -> Caller {
        let traces = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
        guard peer.isLoopback, let host = request.headers["Host"], Self.isLocal(host: host),
            traces.allSatisfy({ request.headers[$0] == nil }), isWelcome(request.headers["Origin"], at: host)
        else { throw .localOnly }
        // From the first key on, everyone needs one.
        let keys = try await environment.stored { (store) throws(CallStoreError) in try await store.keys() }
        guard keys.allSatisfy({ $0.revokedAt != nil }) else { throw .unauthorized }
        return Caller(userID: User.ownerID, proof: .local, scopes: Set(APIKey.Scope.allCases), address: peer.host)
    }

    private func isWelcome(_ origin: String?, at host: String) -> Bool {
        guard let origin else { return true }
        return origin == "http://\(host)" || origin == "https://\(host)"
            || environment.settings.allowedOrigins.contains(origin)
    }

    /// `localhost`, `127.0.0.1` or `[::1]`, with or without a port. The name of the host that a browser was lured to
    /// (DNS rebinding) is none of these.
    private static func isLocal(host: String) -> Bool {
        let name: Substring
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            name = host[host.index(after: host.startIndex)..<end]
        } else {
            name = host.prefix { $0 != ":" }
        }
        return name.lowercased() == "localhost" || SocketAddress(host: String(name), port: 0)?.isLoopback == true
    }
}
