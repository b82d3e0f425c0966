import HTTP
import PhoneNumbers

extension PhoneNumber {
    /// Reads the field `phoneNumber` of a request.
    init(_ text: String?, country: Country?) throws(APIError) {
        do throws(PhoneNumberError) {
            self = try PhoneNumber(text ?? "", country: country)
        } catch {
            throw .invalidPhoneNumber(error)
        }
    }
}

extension DialingPolicy {
    /// Reads the field `phoneNumber` of a request, and judges whether it may be dialled.
    func phoneNumber(_ text: String?) throws(APIError) -> PhoneNumber {
        let number = try PhoneNumber(text, country: defaultCountry)
        if let refusal = refusal(of: number) { throw .numberRefused(refusal) }
        return number
    }
}

extension APIError {
    static func invalidPhoneNumber(_ why: PhoneNumberError) -> APIError {
        APIError(.badRequest, "invalid_phone_number", "'phoneNumber': \(why)", field: "phoneNumber")
    }

    static func numberRefused(_ why: DialingRefusal) -> APIError {
        APIError(.forbidden, "number_refused", "'phoneNumber': \(why)", field: "phoneNumber")
    }
}
