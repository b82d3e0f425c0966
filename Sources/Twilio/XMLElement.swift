/// An element of a small XML document.
struct XMLElement {
    let name: String
    private(set) var attributes: [String: String] = [:]
    private(set) var children: [XMLElement] = []
    /// The text directly inside, escapes removed.
    private(set) var text = ""

    init(name: String) {
        self.name = name
    }

    /// `false` where there is one of this name already (XML 1.0, 3.1).
    mutating func addAttribute(_ name: String, _ value: String) -> Bool {
        attributes.updateValue(value, forKey: name) == nil
    }

    mutating func add(_ child: XMLElement) {
        children.append(child)
    }

    mutating func add(_ more: String) {
        text += more
    }
}
