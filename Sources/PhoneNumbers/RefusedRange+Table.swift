extension RefusedRange {
    /// By calling code: what is never dialled, and why. From the national numbering plans, as collected in libphonenumber
    /// 9.0.43, where no fixed or mobile number begins so; satellites and networks without a country are ITU's own codes.
    ///
    /// +1: 900 and the 976 exchanges are premium; an exchange like 411 or 911, and 555-1212, reach a service.
    static let table = """
        1 premium 900 ...976 personal 500 521 522 523 524 525 526 527 528 529 532 533 544 566 577 588 service
          600 622 700 710 ....11 ...5551212
        7 premium 803 809 personal 808
        20 premium 900
        27 premium 86 9 shared 860
        30 premium 90 shared 801 806 812 825 850 875 personal 70
        31 premium 90 personal 84 87
        32 premium 70 90 shared 7879
        33 premium 81 82 83 85 86 88 89 shared 84
        34 premium 803 806 807 905 shared 901 902 personal 70
        36 premium 90 91
        39 premium 0878 1 89 shared 84
        40 premium 90 shared 801
        41 premium 90 shared 84 personal 878
        43 premium 86 89 9 shared 810 82
        44 premium 84 87 9 personal 70
        45 premium 90
        46 premium 649 900 939 944 99 shared 77 personal 75
        47 premium 82 shared 810 personal 880
        48 premium 70 shared 801
        49 premium 137 19 900 shared 12 13 180 personal 700 service 10 11
        51 premium 805 shared 801 personal 802 804
        52 premium 900 shared 300 personal 500
        53 shared 807
        54 premium 60
        55 premium 500 900 shared 30 40 43/8 48/8
        56 shared 60/10 60/11
        57 premium 19 901
        58 premium 90
        60 premium 16/10
        61 premium 190 shared 13
        62 premium 809 shared 804
        64 premium 1 50/7 500 5030 5066 5077 90 personal 70
        65 premium 1900
        66 premium 19/10
        81 premium 990 shared 570 personal 60/9 600
        82 premium 60 personal 50
        84 premium 1900
        86 premium 160 168 shared 400
        90 premium 888 898 900 personal 592
        91 premium 186/13 1861 shared 1860
        92 premium 900 personal 122
        212 premium 89
        213 premium 803 804 805 806 808 809 shared 801 802
        216 premium 88 shared 811 82
        221 premium 88 shared 81
        227 premium 09
        230 premium 30
        231 premium 332
        236 premium 8776
        240 premium 90
        242 premium 80
        248 premium 85
        250 premium 900
        254 premium 900
        255 premium 90 shared 840 86
        256 premium 90
        262 premium 89 shared 81 82 884 890
        264 premium 8701
        267 premium 90
        268 premium 900
        269 premium 8
        297 premium 900
        298 premium 90
        351 premium 601 607 608 64 76 shared 808 809 personal 884
        352 premium 900 901 905 shared 801
        353 premium 15/10 shared 185/10 189/10 personal 700
        354 premium 90
        355 premium 900 shared 808 personal 700
        356 premium 5
        357 premium 90 shared 801 802 803 804 805 806 807 808 809 personal 700
        358 premium 600 700
        359 premium 90 shared 700
        370 premium 900 902 903 909 910 shared 808 personal 70
        371 premium 90 shared 81
        372 premium 40 900 personal 70
        373 premium 90 shared 808
        374 premium 90 shared 801 802 803 804
        375 premium 810 902
        376 premium 1 9
        378 premium 7
        380 premium 900
        381 premium 78 90
        382 premium 9
        383 premium 900
        385 premium 6 personal 7
        386 premium 89 90
        387 premium 9 shared 81 82
        389 premium 5 shared 8
        420 premium 90 976 shared 81 83 84 personal 700 701
        421 premium 900 97 98 shared 85 86 87 88 89
        423 premium 90
        502 premium 19
        503 premium 900
        506 premium 90
        507 premium 822 855 86 877 878 886 900 981
        508 premium 81/9 82/9 89/9
        590 premium 81 82 89
        592 premium 9008
        594 premium 81 82 89
        596 premium 81 82 89
        597 premium 90
        598 premium 90
        599 shared 60
        670 premium 90 personal 70
        687 premium 36
        800 service *
        808 shared *
        852 premium 900 personal 81 82 83
        855 premium 190/10
        870 satellite *
        878 personal *
        881 satellite *
        882 network *
        883 network *
        886 premium 20 personal 99
        888 service *
        960 premium 90/10
        961 premium 90/8 91/8 shared 80/8
        962 premium 9 shared 85 personal 70
        966 premium 925 shared 920
        968 premium 900
        970 shared 1700
        971 premium 900 shared 700
        972 premium 1200 1212 19 shared 1700
        973 premium 87 9 shared 84
        979 premium *
        994 premium 9002
        """
}
