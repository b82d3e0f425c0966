import Audio
import Calls
import Foundation
import Telemetry
import Transport

/// Reads settings one by one and remembers everything that is wrong with them.
struct SettingsReader {
    /// A line for each problem, naming the setting and the remedy.
    private(set) var problems: [String] = []
    private let values: [String: String]

    init(_ values: [String: String]) {
        self.values = values.mapValues { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    /// The value; `nil` where not set or empty.
    func text(_ setting: Setting) -> String? {
        values[setting.name].flatMap { $0.isEmpty ? nil : $0 }
    }

    mutating func problem(_ setting: Setting, _ text: String) {
        problems.append("\(setting.name) \(text)")
    }

    /// A value that must be there and of the right form.
    mutating func required(_ setting: Setting, _ remedy: String, where isValid: (String) -> Bool = { _ in true })
        -> String
    {
        guard let value = text(setting) else {
            problem(setting, "is not set; \(remedy)")
            return ""
        }
        // The value itself is not shown: it may be a secret in the wrong place.
        if !isValid(value) { problem(setting, "does not look right: \(setting.help)") }
        return value
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ setting: Setting, _ fallback: Choice) -> Choice
    where Choice.RawValue == String {
        guard let value = text(setting) else { return fallback }
        if let choice = Choice(rawValue: value) { return choice }
        problem(setting, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        return fallback
    }

    mutating func number(_ setting: Setting, in range: ClosedRange<Int>) -> Int {
        guard let value = text(setting) ?? setting.fallback else { return range.lowerBound }
        if let number = Int(value), range.contains(number) { return number }
        problem(setting, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        return range.lowerBound
    }

    /// When a silent peer is pinged, in seconds; `nil` for 0, never.
    mutating func keepAlive(_ setting: Setting, deadline: Duration) -> WebSocketKeepAlive? {
        let interval = number(setting, in: 0...3600)
        return interval == 0 ? nil : WebSocketKeepAlive(interval: .seconds(interval), deadline: deadline)
    }

    /// An `http` or `https` URL without query; a path is kept, its trailing slash is not.
    mutating func url(_ setting: Setting) -> URL {
        let fallback = URL(string: setting.fallback ?? "") ?? URL(filePath: "/")
        guard let value = text(setting) else { return fallback }
        guard let url = Self.webURL(value) else {
            problem(setting, "must be a URL such as \(setting.fallback ?? "https://example.com")")
            return fallback
        }
        return url
    }

    /// `WEBHOOK_URL`, `NGROK_URL` or `API_URL`, whichever is set first.
    mutating func publicURL() -> String {
        let names = [Setting.publicURL.name, "NGROK_URL", "API_URL"]
        guard let name = names.first(where: { !(values[$0] ?? "").isEmpty }), let value = values[name] else {
            problem(
                .publicURL,
                "is not set; it is the https:// address under which Twilio reaches this server, for example"
                    + " the one ngrok prints")
            return ""
        }
        guard let url = Self.webURL(value), let host = url.host() else {
            problems.append("\(name) must be a URL such as https://voice.example.com, without query")
            return ""
        }
        let isLocal = SocketAddress(host: host, port: 0)?.isLoopback ?? (host == "localhost")
        if url.scheme == "http", !isLocal {
            problems.append("\(name) must start with https://: Twilio opens media streams over TLS only")
        }
        return url.absoluteString
    }

    /// The sound by its name, or the mu-law of a WAV file of up to a minute; `nil` for none.
    mutating func holdSound() -> [UInt8]? {
        let value = text(.holdSound) ?? "tone"
        if value == "tone" { return HoldTone.muLaw }
        if value == "off" { return nil }
        do {
            let file = try WAVFile(decoding: try SoundFile.bytes(value))
            guard AudioFormat.all.contains(file.format) else {
                throw WAVError.unsupportedSampleRate(file.format.sampleRate)
            }
            let sound = file.converted(to: .muLaw8000).audio
            if (800...480_000).contains(sound.count) { return sound }
            problem(.holdSound, "must last from 0.1 to 60 s")
        } catch {
            problem(
                .holdSound,
                "must be tone, off, or a WAV file of one channel, 16 bits or mu-law, at 8000 to 48000 Hz: \(error)")
        }
        return nil
    }

    /// `HOST:PORT`, a numeric address.
    mutating func address(_ setting: Setting) -> SocketAddress {
        let fallback = SocketAddress.loopback(port: 8080)
        guard let value = text(setting) else { return fallback }
        if let address = SocketAddress(hostAndPort: value) { return address }
        problem(setting, "must be an address and a port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080")
        return fallback
    }

    /// Addresses or ranges in CIDR notation, with commas between.
    mutating func ranges(_ setting: Setting) -> [AddressRange] {
        guard let value = text(setting) else { return AddressRange.loopback }
        return value.split(separator: ",").compactMap { part in
            let text = part.trimmingCharacters(in: .whitespaces)
            if let range = AddressRange(text) { return range }
            problem(setting, "must be addresses or ranges such as 10.0.0.5 or 10.0.0.0/8, with commas between")
            return nil
        }
    }

    /// Web origins with commas between: a scheme, a host and a port where it is not the scheme's own (RFC 6454, 6.2).
    mutating func origins(_ setting: Setting) -> [String] {
        guard let value = text(setting) else { return [] }
        return value.split(separator: ",").compactMap { part in
            let text = part.trimmingCharacters(in: .whitespaces)
            // A browser sends it in this form, and it is compared as it is sent.
            if text.wholeMatch(of: /https?:\/\/(?:[a-z0-9.\-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?/) != nil { return text }
            problem(
                setting, "must be origins such as https://crm.example.com, in lower case and without a path; not '*'")
            return nil
        }
    }

    /// Agents by the number that is called: `+14155550100=agent_…`, with commas between.
    mutating func agents(_ setting: Setting) -> [String: String] {
        var agents: [String: String] = [:]
        for part in (text(setting) ?? "").split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, pair[0].wholeMatch(of: /\+[1-9][0-9]{6,14}/) != nil, !pair[1].isEmpty else {
                problem(setting, "must be numbers and agents such as +14155550100=agent_…, with commas between")
                continue
            }
            if agents.updateValue(pair[1], forKey: pair[0]) != nil { problem(setting, "names \(pair[0]) twice") }
        }
        return agents
    }

    /// An amount of money.
    mutating func money(_ setting: Setting) -> Money {
        if let value = text(setting) ?? setting.fallback, let money = Money(value) { return money }
        problem(setting, "must be an amount such as 0.10, below a million and with six decimals at most")
        return Money(millionths: 0)
    }

    /// The path of a file that can be read.
    mutating func file(_ setting: Setting) -> String? {
        guard let path = text(setting) else { return nil }
        if !FileManager.default.isReadableFile(atPath: path) { problem(setting, "names a file that cannot be read") }
        return path
    }

    /// `on` or `off`.
    mutating func toggle(_ setting: Setting) -> Bool {
        switch text(setting) ?? setting.fallback {
        case "on": return true
        case "off", nil: return false
        case .some:
            problem(setting, "must be on or off")
            return false
        }
    }

    mutating func logLevel() -> Log.Level {
        let levels: [String: Log.Level] = ["debug": .debug, "info": .info, "warning": .warning, "error": .error]
        guard let value = text(.logLevel) else { return .info }
        if let level = levels[value] { return level }
        problem(.logLevel, "must be one of debug, info, warning, error")
        return .info
    }

    private static func webURL(_ text: String) -> URL? {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        guard let url = URL(string: text), url.scheme == "https" || url.scheme == "http",
            let host = url.host(), !host.isEmpty, url.query() == nil, url.fragment() == nil, url.user() == nil
        else { return nil }
        return url
    }
}
