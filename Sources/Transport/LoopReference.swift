/// Names an object of a loop to the outside: anybody may carry it, only the loop can follow it. It is how a cancelled
/// task or another thread reaches something that must not leave its loop.
struct LoopReference<Object: AnyObject>: Sendable {
    let number: UInt64
}

/// The objects that are named.
struct LoopReferences {
    private var objects: [UInt64: AnyObject] = [:]
    private var last: UInt64 = 0

    /// Names an object and holds it until `remove`.
    mutating func add<Object>(_ object: Object) -> LoopReference<Object> {
        last += 1
        objects[last] = object
        return LoopReference(number: last)
    }

    /// Lets go of an object; one that has gone is no mistake.
    mutating func remove<Object>(_ reference: LoopReference<Object>) { objects[reference.number] = nil }

    /// The object, while it is held.
    subscript<Object>(reference: LoopReference<Object>) -> Object? { objects[reference.number] as? Object }
}
