import Audio
import Foundation
import TestSupport

/// Recordings of people: Debian's package asterisk-core-sounds-en-wav, prompts read aloud, and the dialogue of the fixtures.
enum Recordings {
    private static let folder = "/usr/share/asterisk/sounds/en_US_f_Allison"
    static let isInstalled = FileManager.default.fileExists(atPath: folder + "/vm-intro.wav")

    /// Forty of the package, evenly spread over the alphabet, of 1 to 15 s, at 8,000 Hz; empty where it is not installed.
    static let installed: [(name: String, samples: [Int16])] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let all = names.filter { (16_000..<240_000).contains(size(folder + "/" + $0)) }.sorted()
        return stride(from: 0, to: all.count, by: max(1, all.count / 40)).prefix(40).compactMap { index in
            guard let data = FileManager.default.contents(atPath: folder + "/" + all[index]),
                let file = try? WAVFile(decoding: [UInt8](data))
            else { return nil }
            return (name: all[index], samples: samples(file))
        }
    }()

    private static func size(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return path.hasSuffix(".wav") ? attributes?[.size] as? Int ?? 0 : 0
    }

    /// The eight lines of the fixtures, at 8,000 Hz.
    static func fixtures() throws -> [(name: String, samples: [Int16])] {
        try ["agent-1", "agent-2", "agent-3", "agent-4", "agent-5", "caller-1", "caller-2", "caller-3"].map { name in
            (name: name, samples: samples(try WAVFile(decoding: Fixtures.bytes("audio/\(name).wav"))))
        }
    }

    private static func samples(_ file: WAVFile) -> [Int16] {
        var converter = AudioConverter(from: file.format, to: .pcm8000)
        return PCM16.decoded(converter.converted(file.audio) + converter.finished())
    }
}
