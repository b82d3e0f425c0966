public import ElevenLabs

/// What a simulated agent says and does, turn by turn. Every conversation starts it afresh.
public struct AgentScript: Hashable, Sendable {
    /// Something the agent says.
    public struct Reply: Hashable, Sendable {
        /// The words, as the transcript has them.
        public var text: String
        /// The sound: samples of 16 bits, 16 000 a second.
        public var samples: [Int16]
        /// Whether the caller may speak over it.
        public var isInterruptible: Bool
        /// When each character is spoken, from the reply's start; `nil` where that is not known.
        public var alignment: ServerMessage.Alignment?

        /// Makes a reply.
        public init(
            text: String, samples: [Int16], isInterruptible: Bool = true, alignment: ServerMessage.Alignment? = nil
        ) {
            self.text = text
            self.samples = samples
            self.isInterruptible = isInterruptible
            self.alignment = alignment
        }

        /// How long it lasts when played.
        var duration: Duration { .microseconds(samples.count * 125 / 2) }
    }

    /// A tool that the other side is asked to run.
    public struct ToolCall: Hashable, Sendable {
        /// The tool's name.
        public var name: String
        /// Its parameters: the text of a JSON object.
        public var parameters: String
        /// Whether the agent waits for the result before it goes on.
        public var expectsResponse: Bool
        /// How long it waits; whole seconds are what the message can say.
        public var timeout: Duration

        /// Makes a call; 20 s is the vendor's default.
        public init(
            name: String, parameters: String = "{}", expectsResponse: Bool = true, timeout: Duration = .seconds(20)
        ) {
            self.name = name
            self.parameters = parameters
            self.expectsResponse = expectsResponse
            self.timeout = timeout
        }
    }

    /// What the agent waits for before a turn.
    public enum Cue: Hashable, Sendable {
        /// The caller has spoken, or typed.
        case speech
        /// The caller has pressed a key: a `user_message` whose medium is `dtmf`.
        case keypad
    }

    /// One turn: a cue, and what follows from it.
    public struct Turn: Hashable, Sendable {
        /// What it waits for.
        public var cue: Cue
        /// What the agent understood the caller to say; `nil` for a note of how long they spoke.
        public var transcript: String?
        /// A tool called before the reply.
        public var tool: ToolCall?
        /// What the agent answers.
        public var reply: Reply?
        /// Whether the agent ends the call after it.
        public var endsCall: Bool

        /// Makes a turn.
        public init(
            _ cue: Cue = .speech, transcript: String? = nil, tool: ToolCall? = nil, reply: Reply? = nil,
            endsCall: Bool = false
        ) {
            self.cue = cue
            self.transcript = transcript
            self.tool = tool
            self.reply = reply
            self.endsCall = endsCall
        }
    }

    /// Said first; `nil` for an agent that waits for the caller.
    public var greeting: Reply?
    /// The turns in order.
    public var turns: [Turn]
    /// Answers whatever the turns do not, for example once they are over; `nil` for an agent that only listens then.
    public var otherwise: Turn?

    /// Makes a script.
    public init(greeting: Reply? = nil, turns: [Turn] = [], otherwise: Turn? = nil) {
        self.greeting = greeting
        self.turns = turns
        self.otherwise = otherwise
    }
}
