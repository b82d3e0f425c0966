// swift-tools-version: 6.2
import PackageDescription

// Swift 6 language mode throughout. The upcoming features make isolation and imports explicit: a plain `async` function
// stays where its caller is, and an import is internal unless the file says `public import`.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
]

func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], and more: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: settings + more)
}

// Arithmetic on every sample: without the optimiser it takes a hundred times as long, and the tests listen to minutes of
// sound. So they hear the very instructions that a release runs.
let optimisedInDebug: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)Tests",
        exclude: data, swiftSettings: settings)
}

let package = Package(
    name: "voicebridge",
    products: [.executable(name: "voicebridge", targets: ["CLI"])],
    targets: [
        // C, a header each: macros and calls that Swift cannot see by itself.
        .target(name: "CLinux", path: "Sources/CSystem/linux"),
        .target(name: "COpenSSL", dependencies: ["OpenSSLLibrary"], path: "Sources/CSystem/openssl/shims"),
        .systemLibrary(
            name: "OpenSSLLibrary", path: "Sources/CSystem/openssl/library", pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/CSystem/zlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CSQLite", path: "Sources/CSystem/sqlite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]),

        // Protocols as values: bytes in, events out; no socket, no thread, no clock.
        library("HTTP"),
        library("JSONWire"),
        library("CSV"),
        library("PhoneNumbers"),
        library("WebSocket", ["HTTP", "COpenSSL", "CZlib"]),
        library("Audio", and: optimisedInDebug),
        library("Telemetry"),
        library("Twilio", ["HTTP", "JSONWire", "COpenSSL"]),
        library("ElevenLabs", ["HTTP", "JSONWire", "COpenSSL"]),

        // What touches the world.
        library("Transport", ["HTTP", "WebSocket", "Telemetry", "COpenSSL", "CLinux"]),
        library("Calls", ["Audio", "JSONWire", "Telemetry", "CSQLite"]),

        // The product: the relay, the API, and the two parties it talks to, simulated.
        library("Bridge", ["Transport", "WebSocket", "HTTP", "Audio", "Calls", "Twilio", "ElevenLabs", "Telemetry"]),
        library(
            "API",
            [
                "Transport", "HTTP", "JSONWire", "CSV", "PhoneNumbers", "Calls", "Twilio", "ElevenLabs", "Telemetry",
                "COpenSSL",
            ]),
        library(
            "Simulator", ["Transport", "WebSocket", "HTTP", "Audio", "Twilio", "ElevenLabs", "JSONWire", "Telemetry"]),
        .executableTarget(
            name: "CLI",
            dependencies: [
                "API", "Bridge", "Simulator", "Audio", "CSV", "Calls", "ElevenLabs", "HTTP", "PhoneNumbers",
                "Telemetry",
                "Transport", "Twilio", "WebSocket", "COpenSSL", "CLinux",
            ],
            path: "Sources/CLI", swiftSettings: settings),

        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: settings),
        .target(
            name: "Fuzzing",
            dependencies: [
                "WebSocket", "HTTP", "JSONWire", "CSV", "PhoneNumbers", "Twilio", "ElevenLabs", "Audio", "TestSupport",
            ],
            path: "Tests/Fuzzing", swiftSettings: settings),
        // Dies in the middle of a recording.
        .executableTarget(
            name: "RecordingVictim", dependencies: ["Calls", "CLinux"], path: "Tests/RecordingVictim",
            swiftSettings: settings),
        tests("Fuzzing", ["Fuzzing"]),
        tests("HTTP", ["HTTP"], data: ["h11_reader.py"]),
        tests("JSONWire", ["JSONWire"]),
        tests("CSV", ["CSV"], data: ["csv_reader.py"]),
        tests("PhoneNumbers", ["PhoneNumbers"], data: ["phonenumbers_examples.py"]),
        tests("WebSocket", ["WebSocket", "HTTP"], data: ["wsproto_reader.py"]),
        tests("Audio", ["Audio"]),
        tests("Telemetry", ["Telemetry"]),
        tests("Twilio", ["Twilio", "HTTP", "JSONWire"], data: ["Vectors", "twilio_requests.py"]),
        tests("ElevenLabs", ["ElevenLabs", "HTTP", "JSONWire"], data: ["Vectors"]),
        tests(
            "Transport", ["Transport", "HTTP", "WebSocket", "Telemetry", "COpenSSL"], data: ["Peers/Programs"]),
        tests("Calls", ["Calls", "Audio", "Telemetry"]),
        tests(
            "Bridge",
            [
                "Bridge", "Simulator", "Transport", "WebSocket", "HTTP", "Audio", "Calls", "Twilio", "ElevenLabs",
                "Telemetry", "RecordingVictim",
            ]),
        tests(
            "API",
            ["API", "Transport", "HTTP", "CSV", "PhoneNumbers", "Calls", "Twilio", "ElevenLabs", "Telemetry"],
            data: ["extended_json.py"]),
        tests(
            "Simulator", ["Simulator", "Transport", "WebSocket", "HTTP", "Audio", "Twilio", "ElevenLabs", "Telemetry"]),
        tests("CLI", ["CLI", "API", "Audio", "Bridge", "Calls", "PhoneNumbers", "Transport"]),
        tests(
            "EndToEnd",
            [
                "CLI", "API", "Bridge", "Simulator", "Audio", "Calls", "ElevenLabs", "HTTP", "Telemetry", "Transport",
                "Twilio", "WebSocket",
            ]),
    ]
)

// libFuzzer is linked in by `scripts/fuzz` alone.
if Context.environment["VOICEBRIDGE_FUZZING"] == "1" {
    package.targets.append(
        .executableTarget(name: "Fuzzer", dependencies: ["Fuzzing"], path: "Tests/Fuzzer", swiftSettings: settings))
}
