extension NumberingPlan {
    /// Who has which calling code (ITU-T E.164, list of assigned codes), how long subscribers' numbers are and what is
    /// dialled before them within the country (the national plans that ITU publishes, as collected in libphonenumber).
    ///
    /// Length says what may be a number, not what is one: the telephone network knows that better. Of +1 the area codes
    /// outside the United States are named (NANPA), for they are other countries at other prices; every other is theirs,
    /// so that a new one needs no new version.
    static let table = """
        1 US 10 1
          CA=204,226,236,249,250,257,263,273,289,306,343,354,365,367,368,382,403,416,418,428
          CA=431,437,438,450,468,474,506,514,519,548,579,581,584,587,600,604,613,622,633,639
          CA=644,647,655,672,677,683,688,705,709,742,753,778,780,782,807,819,825,867,873,879
          CA=902,905,942
          AG=268 AI=264 AS=684 BB=246 BM=441 BS=242 DM=767 DO=809,829,849 GD=473 GU=671 JM=658,876 KN=869
          KY=345 LC=758 MP=670 MS=664 PR=787,939 SX=721 TC=649 TT=868 VC=784 VG=284 VI=340
        7 RU 10 8 KZ=6,7
        20 EG 8-10 0
        27 ZA 5-9 0
        30 GR 10 -
        31 NL 9 0
        32 BE 8-9 0
        33 FR 9 0
        34 ES 9 -
        36 HU 8-9 06
        39 IT 6-12 - VA=06698
        40 RO 6,9 0
        41 CH 9 0
        43 AT 5-13 0
        44 GB 9-10 0 GG=1481,7781,7839,79111,79117 IM=1624,74576,7524,7624,7924
          JE=1534,7509,77003,77007,77008,7797,7829,7937
        45 DK 8 -
        46 SE 7-9 0
        47 NO 8 - SJ=79
        48 PL 7,9 -
        49 DE 5-11 0
        51 PE 8-9 0
        52 MX 10 -
        53 CU 6-8,10 0
        54 AR 10-11 0
        55 BR 10-11 0
        56 CL 9 -
        57 CO 8,10 0
        58 VE 10 0
        60 MY 8-10 0
        61 AU 9 0 CC=89162 CX=89164
        62 ID 7-12 0
        63 PH 8-10 0
        64 NZ 8-10 0
        65 SG 8 -
        66 TH 8-9 0
        81 JP 9-10 0
        82 KR 8-10 0
        84 VN 9-10 0
        86 CN 7-11 0
        90 TR 10 0
        91 IN 10 0
        92 PK 9-10 0
        93 AF 9 0
        94 LK 9 0
        95 MM 6-10 0
        98 IR 6-7,10 0
        211 SS 9 0
        212 MA 9 0 EH=5288,5289
        213 DZ 8-9 0
        216 TN 8 -
        218 LY 9 0
        220 GM 7,9 -
        221 SN 9 -
        222 MR 8 -
        223 ML 8 -
        224 GN 8-9 -
        225 CI 10 -
        226 BF 8 -
        227 NE 8 -
        228 TG 8 -
        229 BJ 10 -
        230 MU 7-8 -
        231 LR 7-9 0
        232 SL 8 0
        233 GH 9 0
        234 NG 10 0
        235 TD 8 -
        236 CF 8 -
        237 CM 9 -
        238 CV 7 -
        239 ST 7 -
        240 GQ 9 -
        241 GA 7-8 -
        242 CG 9 -
        243 CD 7-10 0
        244 AO 9 -
        245 GW 9 -
        246 IO 7 -
        247 AC 5 -
        248 SC 7 -
        249 SD 9 0
        250 RW 8-9 0
        251 ET 9 0
        252 SO 6-9 0
        253 DJ 8 -
        254 KE 7-9 0
        255 TZ 9 0
        256 UG 9 0
        257 BI 8 -
        258 MZ 8-9 -
        260 ZM 9 0
        261 MG 9 0
        262 RE 9 0 YT=269,639,7093
        263 ZW 9 0
        264 NA 8-9 0
        265 MW 7,9 0
        266 LS 8 -
        267 BW 7-8 -
        268 SZ 8 -
        269 KM 7 -
        290 SH 4-5 - TA=8
        291 ER 7 0
        297 AW 7 -
        298 FO 6 -
        299 GL 6 -
        350 GI 8 -
        351 PT 9 -
        352 LU 4-11 -
        353 IE 7-10 0
        354 IS 7,9 -
        355 AL 8-9 0
        356 MT 8 -
        357 CY 8 -
        358 FI 5-10 0 AX=18
        359 BG 6-9 0
        370 LT 8 0
        371 LV 8 -
        372 EE 7-8 -
        373 MD 8 0
        374 AM 8 0
        375 BY 9 80
        376 AD 6,9 -
        377 MC 8-9 0
        378 SM 8,10 -
        380 UA 9 0
        381 RS 7-12 0
        382 ME 8 0
        383 XK 8-12 0
        385 HR 8-9 0
        386 SI 8 0
        387 BA 8-9 0
        389 MK 8 0
        420 CZ 9 -
        421 SK 6-7,9 0
        423 LI 7,9 0
        500 FK 5 -
        501 BZ 7 -
        502 GT 8 -
        503 SV 8 -
        504 HN 8 -
        505 NI 8 -
        506 CR 8 -
        507 PA 7-8 -
        508 PM 6,9 0
        509 HT 8 -
        590 GP 9 0
        591 BO 8 0
        592 GY 7 -
        593 EC 8-9 0
        594 GF 9 0
        595 PY 7-9 0
        596 MQ 9 0
        597 SR 6-7 -
        598 UY 8 0
        599 CW 7-8 - BQ=3,4,7
        670 TL 7-8 -
        672 NF 6 -
        673 BN 7 -
        674 NR 7 -
        675 PG 7-8 -
        676 TO 5,7 -
        677 SB 5,7 -
        678 VU 5,7 -
        679 FJ 7 -
        680 PW 7 -
        681 WF 6 -
        682 CK 5 -
        683 NU 4,7 -
        685 WS 5-7,10 -
        686 KI 5,8 -
        687 NC 6 -
        688 TV 5-7 -
        689 PF 8 -
        690 TK 4-7 -
        691 FM 7 -
        692 MH 7 1
        800 - 8 -
        808 - 8 -
        850 KP 8,10 0
        852 HK 8 -
        853 MO 8 -
        855 KH 8-9 0
        856 LA 8-10 0
        870 - 9,12 -
        878 - 10,12 -
        880 BD 6-10 0
        881 - 9 -
        882 - 7-12 -
        883 - 9,10,12 -
        886 TW 8-9 0
        888 - 11 -
        960 MV 7 -
        961 LB 7-8 0
        962 JO 8-9 0
        963 SY 8-9 0
        964 IQ 8-10 0
        965 KW 8 -
        966 SA 9 0
        967 YE 7-9 0
        968 OM 8 -
        970 PS 8-9 0
        971 AE 8-9 0
        972 IL 8-9 0
        973 BH 8 -
        974 QA 8 -
        975 BT 7-8 -
        976 MN 8-10 0
        977 NP 8,10 0
        979 - 9 -
        992 TJ 9 -
        993 TM 8 8
        994 AZ 9 0
        995 GE 9 0
        996 KG 9 0
        998 UZ 9 -
        """
}
