public import FoundationEssentials

/// How dates are written everywhere: ISO 8601 in UTC with milliseconds, `2026-03-16T10:00:00.123Z`.
public enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// The date to its nearest millisecond.
    public static func text(_ date: Date) -> String {
        // The style cuts where it should round: a date a hair below .123, as floating point leaves it, would read .122.
        date.addingTimeInterval(0.0005).formatted(style)
    }
}
