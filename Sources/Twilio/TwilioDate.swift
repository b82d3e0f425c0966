public import FoundationEssentials

/// The two ways in which Twilio writes times, both in UTC.
public enum TwilioDate {
    /// RFC 2822, as in REST answers and call callbacks: `Mon, 16 Mar 2026 10:00:18 +0000`. Whole seconds.
    public static func rfc2822(_ date: Date) -> String {
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
        let weekday = weekdays[(parts.weekday ?? 1) - 1]
        let month = months[(parts.month ?? 1) - 1]
        return "\(weekday), \(padded(parts.day, 2)) \(month) \(padded(parts.year, 4)) \(time(parts)) +0000"
    }

    /// ISO 8601 with nanoseconds, as in stream callbacks: `2026-03-16T10:00:18.013402168Z`.
    public static func iso8601(_ date: Date) -> String {
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .nanosecond], from: date)
        return "\(day(parts))T\(time(parts)).\(padded(parts.nanosecond, 9))Z"
    }

    /// ISO 8601 in whole seconds, as list filters take it: `2026-03-16T10:00:18Z`.
    static func filter(_ date: Date) -> String {
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        return "\(day(parts))T\(time(parts))Z"
    }

    /// Reads RFC 2822; `nil` where it is not.
    public static func parse(rfc2822 text: String) -> Date? {
        let words = text.split(separator: " ")
        guard words.count == 6, let month = months.firstIndex(of: String(words[2])), let offset = offset(words[5])
        else { return nil }
        let date = date(year: number(words[3]), month: month + 1, day: number(words[1]), time: words[4])
        return date?.addingTimeInterval(-offset)
    }

    /// Reads ISO 8601 in UTC, with any number of fractional digits; `nil` where it is not.
    static func parse(iso8601 text: String) -> Date? {
        guard text.hasSuffix("Z") else { return nil }
        let halves = text.dropLast().split(separator: "T")
        guard halves.count == 2 else { return nil }
        let dayParts = halves[0].split(separator: "-")
        let timeParts = halves[1].split(separator: ".", maxSplits: 1)
        guard dayParts.count == 3, let clock = timeParts.first else { return nil }
        let date = date(year: number(dayParts[0]), month: number(dayParts[1]), day: number(dayParts[2]), time: clock)
        guard timeParts.count == 2 else { return date }
        guard timeParts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let fraction = Double("0.\(timeParts[1])") else {
            return nil
        }
        return date?.addingTimeInterval(fraction)
    }
}

extension TwilioDate {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static let calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    private static func day(_ parts: DateComponents) -> String {
        "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }

    private static func time(_ parts: DateComponents) -> String {
        "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)):\(padded(parts.second, 2))"
    }

    private static func padded(_ number: Int?, _ width: Int) -> String {
        let digits = String(number ?? 0)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func number(_ digits: Substring) -> Int? {
        guard digits.count <= 4, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int(digits)
    }

    /// `+0130` in seconds.
    private static func offset(_ zone: Substring) -> Double? {
        guard zone.count == 5, zone.first == "+" || zone.first == "-", let digits = number(zone.dropFirst()) else {
            return nil
        }
        let seconds = Double(digits / 100 * 3600 + digits % 100 * 60)
        return zone.first == "-" ? -seconds : seconds
    }

    private static func date(year: Int?, month: Int?, day: Int?, time: Substring) -> Date? {
        let clock = time.split(separator: ":").map(number)
        guard let year, let month, 1...12 ~= month, let day, 1...31 ~= day, clock.count == 3,
            let hour = clock[0], hour < 24, let minute = clock[1], minute < 60, let second = clock[2], second <= 60
        else { return nil }
        return calendar.date(
            from: DateComponents(year: year, month: month, day: day, hour: hour, minute: minute, second: second))
    }
}
