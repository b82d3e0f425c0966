import Audio
import Calls
import Twilio
import WebSocket

/// An order of ``CallStateMachine``; `CallSession` carries it out and decides nothing.
enum CallAction: Equatable {
    /// Judge the ticket of this stream and tell the machine.
    case judge(StreamStart)
    /// Open a socket to this agent and tell the machine how that went.
    case dialAgent(elevenLabsAgentID: String)
    /// Give the attempt up.
    case cancelDial
    /// Send the agent its first message.
    case sendInitiation(dynamicVariables: [String: String])
    /// The formats are known: make the converters.
    case openAudio(agentHears: AudioFormat, agentSpeaks: AudioFormat)
    /// Send the agent what was held for it, in order.
    case sendHeld(HeldAudio)
    /// Answer a ping.
    case sendPong(eventID: Int)
    /// Answer a tool call.
    case sendToolResult(id: String, result: String, isError: Bool)
    /// Tell the agent which key was pressed.
    case sendKey(String)
    /// Let the agent know something that it does not answer.
    case sendContext(String)
    /// Stop reading the agent's socket, or go on, because Twilio takes its bytes too slowly.
    case readAgent(Bool)
    /// Send the caller what the converter still holds of the response, then this mark, and tell the machine.
    case finishResponse(mark: String)
    /// Send the caller this mark, and tell the machine.
    case sendMark(String)
    /// Send the caller these keys as tones.
    case playTouchTones(TouchToneSequence)
    /// Send the caller a piece of the hold sound.
    case playHoldSound
    /// Make Twilio drop what it has not played.
    case clearCaller
    /// Forget what the converter holds of the response.
    case resetAgentAudio
    /// Write it down.
    case record(CallEvent.Kind)
    /// Close the agent's socket.
    case closeAgent(CloseCode)
    /// End the phone call by REST, as this farewell demands, and tell the machine.
    case hangUp(Farewell)
    /// Close the media socket.
    case closeStream(CloseCode, reason: String)
    /// The call is over: nothing of it may remain.
    case retire
}
