import Testing

@testable import PhoneNumbers

@Suite("Numbering plans") struct NumberingPlanTests {
    @Test("no calling code begins another, so that the first that fits is the one")
    func prefixFree() {
        let codes = NumberingPlan.byCallingCode.keys.sorted()
        for one in codes {
            for other in codes where one != other { #expect(!other.hasPrefix(one), "\(one) begins \(other)") }
        }
    }

    @Test("every number of every plan has 7 to 15 digits, as E.164 has it")
    func lengths() {
        for plan in NumberingPlan.byCallingCode.values {
            #expect(!plan.lengths.isEmpty)
            for length in plan.lengths { #expect((7...15).contains(plan.callingCode.count + length), "\(plan)") }
        }
    }

    @Test("a part of a plan begins as no other part does, and its country is not that of the rest")
    func parts() {
        for plan in NumberingPlan.byCallingCode.values {
            let beginnings = plan.parts.map(\.beginning)
            #expect(Set(beginnings).count == beginnings.count, "\(plan.callingCode)")
            for part in plan.parts { #expect(part.country != plan.country, "\(plan.callingCode)") }
        }
    }

    @Test("refused ranges belong to calling codes that exist, and are digits")
    func refusedRanges() {
        #expect(RefusedRange.byCallingCode.count > 100)
        for (code, ranges) in RefusedRange.byCallingCode {
            #expect(NumberingPlan.byCallingCode[code] != nil, "\(code)")
            for range in ranges {
                #expect(range.beginning.allSatisfy { $0 == "." || ("0"..."9").contains($0) }, "\(code) \(range)")
                #expect(range.length.map { $0 > range.beginning.count } ?? true, "\(code) \(range)")
            }
        }
    }
}
