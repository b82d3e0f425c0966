/// A transcript for people to read and for players to show.
enum TranscriptText {
    /// A line for each: when, who, what.
    static func plain(_ lines: [TranscriptView.Line]) -> String {
        lines.map { line in
            let cut = line.interrupted == true ? " [interrupted]" : ""
            return "\(clock(line.timeInCall, hours: false)) \(line.role): \(oneLine(line.message))\(cut)\n"
        }.joined()
    }

    /// WebVTT (W3C, 4): a cue for each line, from when it was said to the next, or for as long as it takes to read.
    ///
    /// - Parameter duration: seconds of the call, where it has ended: no cue is beyond it by more than its least time.
    static func webVTT(_ lines: [TranscriptView.Line], duration: Int?) -> String {
        var text = "WEBVTT\n"
        for (index, line) in lines.enumerated() {
            let next = lines.dropFirst(index + 1).first?.timeInCall ?? duration.map(Double.init) ?? .infinity
            // Ten letters a second can be read; a second must be enough for a yes.
            let reading = max(1, Double(line.message.count) / 10)
            let end = max(line.timeInCall + 0.5, min(next, line.timeInCall + reading))
            text += """

                \(index + 1)
                \(clock(line.timeInCall, hours: true)) --> \(clock(end, hours: true))
                <v \(line.role)>\(escaped(oneLine(line.message)))

                """
        }
        return text
    }

    /// Line breaks would end a cue, or make two lines of one.
    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("\0", with: "\u{FFFD}")
    }

    /// W3C WebVTT, 4.2.2: what begins a tag or an escape. `>` as well, so that no text has an arrow in it.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// `00:01:02.345`, or `01:02` where an hour needs no place of its own.
    private static func clock(_ seconds: Double, hours: Bool) -> String {
        let milliseconds = Int((seconds * 1000).rounded())
        let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000)
        guard hours else { return "\(padded(minutes, 2)):\(padded(rest / 1000, 2))" }
        return
            "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2)):\(padded(rest / 1000, 2)).\(padded(rest % 1000, 3))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
