import Audio
import FoundationEssentials

/// The recorded dialogue of `Fixtures/audio`: what an agent and a caller say to each other, as sound and in words.
public struct Dialogue: Hashable, Sendable {
    /// Something the agent says: samples of 16 bits, 16 000 a second.
    public struct AgentLine: Hashable, Sendable {
        /// The words.
        public var text: String
        /// The sound.
        public var samples: [Int16]

        var reply: AgentScript.Reply { AgentScript.Reply(text: text, samples: samples) }
    }

    /// Something the caller says: mu-law, 8000 bytes a second.
    public struct CallerLine: Hashable, Sendable {
        /// The words.
        public var text: String
        /// The sound.
        public var muLaw: [UInt8]
    }

    /// The agent's lines: greeting, offer, a long one to be interrupted, request for a key, farewell.
    public var agent: [AgentLine]
    /// The caller's lines: two answers, then the interruption.
    public var caller: [CallerLine]

    private struct Turn: Decodable {
        let who: String
        let file: String
        let text: String
    }

    /// Reads `dialogue.json` and the WAV files it names from a directory.
    public static func load(directory: String) throws(DialogueError) -> Dialogue {
        var dialogue = Dialogue(agent: [], caller: [])
        for turn in try turns(directory) {
            let sound = try wave(turn.file, directory)
            switch turn.who {
            case "agent": dialogue.agent.append(AgentLine(text: turn.text, samples: samples(sound)))
            case "caller": dialogue.caller.append(CallerLine(text: turn.text, muLaw: muLaw(sound)))
            default: throw .malformedIndex(directory: directory, reason: "who is \"\(turn.who)\"")
            }
        }
        guard dialogue.agent.count == 5, dialogue.caller.count == 3 else {
            throw .unexpectedTurns(directory: directory)
        }
        return dialogue
    }

    private static func turns(_ directory: String) throws(DialogueError) -> [Turn] {
        let file = "dialogue.json"
        let bytes = try read(file, directory)
        do {
            return try JSONDecoder().decode([Turn].self, from: Data(bytes))
        } catch {
            throw .malformedIndex(directory: directory, reason: "\(error)")
        }
    }

    private static func wave(_ file: String, _ directory: String) throws(DialogueError) -> WAVFile {
        // Only names of files beside the index: it may come from anywhere.
        guard !file.contains("/") else { throw .unusable(file: file, directory: directory, reason: "not a name") }
        let bytes = try read(file, directory)
        do {
            let wave = try WAVFile(decoding: bytes)
            guard AudioFormat.all.contains(wave.format) else {
                throw DialogueError.unusable(file: file, directory: directory, reason: "its rate is not supported")
            }
            return wave
        } catch let error as DialogueError {
            throw error
        } catch {
            throw .unusable(file: file, directory: directory, reason: "\(error)")
        }
    }

    private static func read(_ file: String, _ directory: String) throws(DialogueError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: directory + "/" + file) else {
            throw .unreadable(file: file, directory: directory)
        }
        return Array(data)
    }

    private static func samples(_ wave: WAVFile) -> [Int16] {
        var samples: [Int16] = []
        PCM16.decode(convert(wave, to: .pcm16000).span, into: &samples)
        return samples
    }

    private static func muLaw(_ wave: WAVFile) -> [UInt8] { convert(wave, to: .muLaw8000) }

    private static func convert(_ wave: WAVFile, to format: AudioFormat) -> [UInt8] {
        guard wave.format != format else { return wave.audio }
        var converter = AudioConverter(from: wave.format, to: format)
        var output: [UInt8] = []
        converter.convert(wave.audio.span, into: &output)
        converter.finish(into: &output)
        return output
    }
}
