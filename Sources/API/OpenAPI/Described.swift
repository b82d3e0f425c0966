import FoundationEssentials
import JSONWire

/// A value whose JSON is described. The types of an object's members are taken from its properties by the compiler; that
/// their names are right and none is missing is for the tests, which hold every answer against its description.
protocol Described {
    static var schema: Schema { get }
}

extension Described {
    /// A member that is always there.
    static func always<Value: Described>(
        _ name: String, _ property: KeyPath<Self, Value>, as schema: Schema = Value.schema, _ about: String = ""
    ) -> Schema.Member {
        Schema.Member(name, schema.about(about), isRequired: true)
    }

    /// A member that is always there, and `null` where there is nothing to say: an `OrNull`.
    static func orNull<Value: Described>(
        _ name: String, _ property: KeyPath<Self, Value?>, as schema: Schema = Value.schema, _ about: String = ""
    ) -> Schema.Member {
        Schema.Member(name, schema.orNull.about(about), isRequired: true)
    }

    /// A member that is left out where there is nothing to say.
    static func sometimes<Value: Described>(
        _ name: String, _ property: KeyPath<Self, Value?>, as schema: Schema = Value.schema, _ about: String = ""
    ) -> Schema.Member {
        Schema.Member(name, schema.about(about), isRequired: false)
    }

    /// `success`, as it is in every answer that is no error.
    static func success(_ property: KeyPath<Self, Bool>) -> Schema.Member {
        always("success", property, as: .constant(true))
    }
}

extension Bool: Described { static let schema = Schema.boolean }
extension Int: Described { static let schema = Schema.integer }
extension Double: Described { static let schema = Schema.number }
extension Amount: Described { static let schema = Schema.number }
extension String: Described { static let schema = Schema.string }
extension StoredJSON: Described { static let schema = Schema.anything }

extension Array: Described where Element: Described {
    static var schema: Schema { .array(of: Element.schema) }
}

extension Dictionary: Described where Key == String, Value: Described {
    static var schema: Schema { .map(of: Value.schema) }
}
