import Audio
import FoundationEssentials

/// The client tool that presses keys: ElevenLabs' own of this name works on its native telephony only, so an agent behind a
/// bridge is given one of the same name and parameter.
enum TouchToneTool {
    /// The tool's name.
    static let name = "play_keypad_touch_tone"

    /// Why no keys are pressed, for the agent to read.
    struct Refusal: Error, Hashable {
        var words: String
    }

    private struct Parameters: Decodable {
        var dtmf_tones: String
    }

    /// The keys that the parameters name: `{"dtmf_tones":"1w2#"}`.
    static func keys(from parameters: String) throws(Refusal) -> TouchToneSequence {
        guard let parameters = try? JSONDecoder().decode(Parameters.self, from: Data(parameters.utf8)) else {
            throw Refusal(
                words:
                    "dtmf_tones must be a text of keys 0-9, A-D, * and #, w for a pause of 0.5 s and W for one of 1 s")
        }
        do throws(TouchToneError) {
            return try TouchToneSequence(parsing: parameters.dtmf_tones)
        } catch {
            throw Refusal(words: "\(error)")
        }
    }
}
