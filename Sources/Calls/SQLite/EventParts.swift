import JSONWire

// The parts of events that have several members, read from a JSON object in place: every turn of a call has some.

extension FrameCounts {
    /// `nil` where the object lacks one.
    init?(reading object: Span<UInt8>) {
        guard let fromCaller = JSONMembers.integer("fromCaller", of: object),
            let toAgent = JSONMembers.integer("toAgent", of: object),
            let fromAgent = JSONMembers.integer("fromAgent", of: object),
            let toCaller = JSONMembers.integer("toCaller", of: object),
            let dropped = JSONMembers.integer("dropped", of: object)
        else { return nil }
        self.init()
        self.fromCaller = fromCaller
        self.toAgent = toAgent
        self.fromAgent = fromAgent
        self.toCaller = toCaller
        self.dropped = dropped
    }
}

extension SoundCounts {
    /// `nil` where the object lacks one.
    init?(reading object: Span<UInt8>) {
        guard let received = JSONMembers.integer("received", of: object),
            let played = JSONMembers.integer("played", of: object),
            let cleared = JSONMembers.integer("cleared", of: object),
            let dropped = JSONMembers.integer("dropped", of: object)
        else { return nil }
        self.init(received: received, played: played, cleared: cleared, dropped: dropped)
    }
}

extension TurnLatency {
    /// `nil` where the object lacks one.
    init?(reading object: Span<UInt8>) {
        guard let agent = JSONMembers.integer("agentMilliseconds", of: object),
            let bridge = JSONMembers.integer("bridgeMilliseconds", of: object)
        else { return nil }
        self.init(agentMilliseconds: agent, bridgeMilliseconds: bridge)
    }
}

extension HeardResponse {
    /// `nil` where the object lacks what every one has.
    init?(reading object: Span<UInt8>) {
        guard let text = JSONMembers.string("text", of: object), let heard = JSONMembers.string("heard", of: object),
            let isCut = JSONMembers.boolean("isCut", of: object),
            let basis = JSONMembers.string("basis", of: object).flatMap(Basis.init(rawValue:)),
            let received = JSONMembers.integer("received", of: object),
            let played = JSONMembers.integer("played", of: object)
        else { return nil }
        self.init(
            text: text, heard: heard, isCut: isCut, basis: basis,
            responseID: JSONMembers.string("responseID", of: object),
            eventID: JSONMembers.integer("eventID", of: object), received: received, played: played)
    }
}
