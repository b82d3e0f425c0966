/// Part of a list, newest first.
public struct Page<Element: Sendable>: Sendable {
    /// The records.
    public var elements: [Element]
    /// Where the next part begins: after this record. `nil` at the end.
    public var next: RecordID?

    /// Makes a page.
    public init(elements: [Element], next: RecordID?) {
        self.elements = elements
        self.next = next
    }

    /// Makes a page of what was read with a limit of one more than it shows.
    init(_ read: [Element], limit: Int, id: (Element) -> RecordID) {
        elements = Array(read.prefix(limit))
        next = read.count > limit ? elements.last.map(id) : nil
    }
}
