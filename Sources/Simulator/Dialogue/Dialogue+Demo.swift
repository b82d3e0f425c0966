extension Dialogue {
    /// Quiet after which a caller takes the agent to have finished; the lines pause for up to 0.44 s.
    private static let quiet = Duration.milliseconds(700)
    /// Less than any line of the agent's, more than a click.
    private static let line = Duration.seconds(1)

    /// The agent of the demo: it greets, offers an appointment, calls the tool `find_appointment`, reads out opening hours
    /// until it is interrupted, asks for a key, says goodbye when it is pressed and ends the call.
    public var agentScript: AgentScript {
        let tool = AgentScript.ToolCall(name: "find_appointment", parameters: #"{"day":"Friday"}"#)
        return AgentScript(
            greeting: agent[0].reply,
            turns: [
                .init(.speech, transcript: caller[0].text, reply: agent[1].reply),
                .init(.speech, transcript: caller[1].text, tool: tool, reply: agent[2].reply),
                .init(.speech, transcript: caller[2].text, reply: agent[3].reply),
                .init(.keypad, reply: agent[4].reply, endsCall: true),
            ])
    }

    /// The callee of the demo: two answers, an interruption 2.5 s into the agent's third line, the key 1; then they wait
    /// for the agent to end the call.
    public var callerScript: CallerScript {
        CallerScript([
            .waitForSilence(heard: Self.line, quiet: Self.quiet),
            .say(caller[0].muLaw),
            .waitForSilence(heard: Self.line, quiet: Self.quiet),
            .say(caller[1].muLaw),
            .interrupt(after: .milliseconds(2500), saying: caller[2].muLaw),
            .waitForSilence(heard: Self.line, quiet: Self.quiet),
            .press("1"),
            .waitForHangUp(limit: .seconds(20)),
        ])
    }
}
