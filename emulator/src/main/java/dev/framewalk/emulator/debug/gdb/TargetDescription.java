package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.gdb.GdbRegister.Feature;

/** What gdb is told of the registers (Debugging with GDB, G "Target Descriptions"). */
final class TargetDescription {
  /** The description as one document. */
  static final String XML = xml();

  private static final class Flags {
    private static final String EFLAGS =
        flags(
            "i386_eflags",
            4,
            "CF:0 :1 PF:2 AF:4 ZF:6 SF:7 TF:8 IF:9 DF:10 OF:11 NT:14 RF:16 VM:17"
                + " AC:18 VIF:19 VIP:20 ID:21");
    private static final String MXCSR =
        flags(
            "i386_mxcsr",
            4,
            "IE:0 DE:1 ZE:2 OE:3 UE:4 PE:5 DAZ:6 IM:7 DM:8 ZM:9 OM:10 UM:11 PM:12" + " FZ:15");
    private static final String CR0 =
        flags("fw_cr0", 8, "PE:0 MP:1 EM:2 TS:3 ET:4 NE:5 WP:16 AM:18 NW:29 CD:30 PG:31");
    private static final String CR4 =
        flags(
            "fw_cr4",
            8,
            "VME:0 PVI:1 TSD:2 DE:3 PSE:4 PAE:5 MCE:6 PGE:7 PCE:8 OSFXSR:9"
                + " OSXMMEXCPT:10 UMIP:11 LA57:12 VMXE:13 SMXE:14 FSGSBASE:16 PCIDE:17 OSXSAVE:18"
                + " SMEP:20 SMAP:21 PKE:22");
    private static final String EFER =
        flags("fw_efer", 8, "SCE:0 LME:8 LMA:10 NXE:11 SVME:12 LMSLE:13 FFXSR:14 TCE:15");

    private static String flags(String id, int bytes, String fields) {
      final StringBuilder text = new StringBuilder();
      text.append("<flags id=\"").append(id).append("\" size=\"").append(bytes).append("\">\n");
      for (final String field : fields.split(" ", -1)) {
        final String[] parts = field.split(":", 2);
        text.append("<field name=\"").append(parts[0]).append("\" start=\"").append(parts[1]);
        text.append("\" end=\"").append(parts[1]).append("\"/>\n");
      }
      return text.append("</flags>\n").toString();
    }
  }

  private static final String VECTOR =
      """
      <vector id="v4f" type="ieee_single" count="4"/>
      <vector id="v2d" type="ieee_double" count="2"/>
      <vector id="v16i8" type="int8" count="16"/>
      <vector id="v8i16" type="int16" count="8"/>
      <vector id="v4i32" type="int32" count="4"/>
      <vector id="v2i64" type="int64" count="2"/>
      <union id="vec128">
      <field name="v4_float" type="v4f"/>
      <field name="v2_double" type="v2d"/>
      <field name="v16_int8" type="v16i8"/>
      <field name="v8_int16" type="v8i16"/>
      <field name="v4_int32" type="v4i32"/>
      <field name="v2_int64" type="v2i64"/>
      <field name="uint128" type="uint128"/>
      </union>
      """;

  private TargetDescription() {}

  private static String xml() {
    final StringBuilder text = new StringBuilder(8192);
    text.append("<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n");
    text.append("<target version=\"1.0\">\n<architecture>i386:x86-64</architecture>\n");
    for (final Feature feature : Feature.values()) {
      text.append("<feature name=\"").append(feature.id()).append("\">\n").append(types(feature));
      for (final GdbRegister register : Registers.ALL) {
        if (register.feature() == feature) {
          text.append("<reg name=\"").append(register.name());
          text.append("\" bitsize=\"").append(8 * register.bytes());
          text.append("\" type=\"").append(register.type());
          text.append("\" regnum=\"").append(Registers.ALL.indexOf(register));
          text.append("\"").append(group(register)).append("/>\n");
        }
      }
      text.append("</feature>\n");
    }
    return text.append("</target>\n").toString();
  }

  private static String types(Feature feature) {
    return switch (feature) {
      case CORE -> Flags.EFLAGS;
      case SSE -> VECTOR + Flags.MXCSR;
      case SYSTEM -> Flags.CR0 + Flags.CR4 + Flags.EFER;
    };
  }

  private static String group(GdbRegister register) {
    return switch (register.feature()) {
      case CORE -> register.type().equals("int") ? " group=\"float\"" : "";
      case SSE -> register.name().equals("mxcsr") ? " group=\"vector\"" : "";
      case SYSTEM -> " group=\"system\"";
    };
  }
}
