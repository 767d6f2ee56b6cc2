# The machine's ring-0 code: makes a CPU that has just been given page tables into one that runs
# Linux programs, and enters ring 3. Nothing of it runs after that: system calls and exceptions
# leave the guest and are served by the kernel in Java.
#
# One section, linked at BASE, with every table at a fixed offset, so that each address is a
# constant where it is needed in pieces (gates and the TSS descriptor scatter theirs):
#
#   0x0000  code   the header that Firmware.java reads, then the code, executable, not writable
#   0x0800         the handlers
#   0x1000  data   parameters, GDT, descriptors of the tables, TSS
#   0x2000         IDT
#   0x3000         stacks: RSP0, then IST 1 to 3; the image ends here, they are zero
#   0x7000         end
#
# Sources: Intel SDM 3A chapters 2, 3, 6, 7; selectors as Linux has them (arch/x86 segment.h).

        .intel_syntax noprefix

        .equ BASE,        0xffffffff81000000
        .equ DATA,        0x1000
        .equ HANDLERS,    0x800
        .equ HANDLER_BYTES, 16
        .equ TSS,         DATA + 0x100
        .equ TSS_LIMIT,   103
        .equ IDT,         0x2000
        .equ STACKS,      0x3000
        .equ STACK_BYTES, 0x1000
        .equ END,         STACKS + 4 * STACK_BYTES

        .equ KERNEL_CS,   0x10
        .equ KERNEL_DS,   0x18
        .equ USER_DS,     0x2b
        .equ USER_CS,     0x33
        .equ TSS_SELECTOR, 0x40

        .equ MSR_EFER,    0xc0000080
        .equ EFER_SCE,    1 << 0
        .equ EFER_NXE,    1 << 11

        .equ CR0_BITS,    1 << 31 | 1 << 18 | 1 << 16 | 1 << 5 | 1 << 4 | 1 << 1 | 1 << 0
                        # PG        AM        WP        NE       ET       MP       PE
        .equ CR4_BITS,    1 << 2 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 10 | 1 << 16 | 1 << 18
                        # TSD      PAE      PGE      OSFXSR   OSXMMEXCPT FSGSBASE OSXSAVE
        .equ CR4_MORE,    1 << 20 | 1 << 22
                        # SMEP      PKE
                        # not SMAP: the engine takes what IRETQ pops in ring 3 for an access of
                        # ring 0, and a program that returns to itself would fault for ever. No
                        # ring-0 code of ours touches user pages.
        .equ CR4_LA57,    1 << 12

        .equ XCR0_BITS,   1 << 0 | 1 << 1       # x87, SSE
        .equ MXCSR,       0x1f80                # every exception masked
        .equ PKRU,        0x55555554            # Linux: only key 0 may be used
        .equ USER_RFLAGS, 0x202                 # IF, and bit 1 that is always set

        .text
image:
        .ascii  "FWALKFW1"
        .quad   BASE
        .quad   END
        .quad   BASE + entry - image
        .quad   BASE + user_rip - image
        .quad   BASE + user_rsp - image
        .quad   DATA                            # bytes of code

# Where the CPU starts: 64-bit mode, paging on, interrupts off, no stack, no descriptor table.
entry:
        # NXE before the first access to data, whose entries have the NX bit
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_SCE | EFER_NXE
        wrmsr

        mov     rax, cr4
        and     rax, CR4_LA57                   # not to be changed while paging is on
        or      rax, CR4_BITS | CR4_MORE
        mov     cr4, rax
        mov     eax, CR0_BITS
        mov     cr0, rax

        lgdt    [rip + gdt_register]
        lidt    [rip + idt_register]
        lea     rsp, [rip + image + STACKS + STACK_BYTES]
        push    KERNEL_CS
        lea     rax, [rip + 1f]
        push    rax
        retfq
1:      mov     eax, KERNEL_DS
        mov     ss, eax
        xor     eax, eax
        mov     ds, eax
        mov     es, eax
        mov     fs, eax
        mov     gs, eax
        lldt    ax
        mov     eax, TSS_SELECTOR
        ltr     ax

        xor     ecx, ecx
        xor     edx, edx
        mov     eax, XCR0_BITS
        xsetbv
        fninit
        ldmxcsr [rip + mxcsr]
        mov     eax, PKRU
        wrpkru

        push    USER_DS
        push    qword ptr [rip + user_rsp]
        push    USER_RFLAGS
        push    USER_CS
        push    qword ptr [rip + user_rip]
        .irp    register, eax, ebx, ebp, esi, edi, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d
        xor     \register, \register
        .endr
        iretq

# 32 exceptions and vector 0x80. None is ever entered on this CPU; on one that delivers, the guest
# would stand still at the handler of what happened.
        .org    HANDLERS
        .rept   33
        .balign HANDLER_BYTES, 0xcc
        hlt
        jmp     . - 1
        .endr

        .org    DATA
user_rip:
        .quad   0
user_rsp:
        .quad   0
mxcsr:
        .long   MXCSR
        .balign 8, 0
gdt_register:
        .word   gdt_end - gdt - 1
        .quad   BASE + gdt - image
        .balign 8, 0
idt_register:
        .word   256 * 16 - 1
        .quad   BASE + IDT

        .balign 16, 0
gdt:
        .quad   0
        .quad   0x00cf9b000000ffff              # 0x08 kernel code, 32-bit
        .quad   0x00af9b000000ffff              # 0x10 kernel code, 64-bit
        .quad   0x00cf93000000ffff              # 0x18 kernel data
        .quad   0x00cffb000000ffff              # 0x20 user code, 32-bit
        .quad   0x00cff3000000ffff              # 0x28 user data
        .quad   0x00affb000000ffff              # 0x30 user code, 64-bit
        .quad   0
        .word   TSS_LIMIT                       # 0x40 available 64-bit TSS
        .word   (BASE + TSS) & 0xffff
        .byte   (BASE + TSS) >> 16 & 0xff
        .byte   0x89
        .byte   0
        .byte   (BASE + TSS) >> 24 & 0xff
        .long   (BASE + TSS) >> 32 & 0xffffffff
        .long   0
gdt_end:

        .org    TSS
        .long   0
        .quad   BASE + STACKS + STACK_BYTES     # RSP0
        .quad   0
        .quad   0
        .quad   0
        .quad   BASE + STACKS + 2 * STACK_BYTES # IST 1, #DF
        .quad   BASE + STACKS + 3 * STACK_BYTES # IST 2, NMI
        .quad   BASE + STACKS + 4 * STACK_BYTES # IST 3, #MC
        .quad   0
        .quad   0
        .quad   0
        .quad   0
        .quad   0
        .word   0
        .word   TSS_LIMIT + 1                   # no I/O permission bit map

# An interrupt gate: \number counts the handlers, not the vectors.
        .macro  gate number, ist=0, type=0x8e
        .equ    handler, BASE + HANDLERS + \number * HANDLER_BYTES
        .word   handler & 0xffff
        .word   KERNEL_CS
        .byte   \ist
        .byte   \type
        .word   handler >> 16 & 0xffff
        .long   handler >> 32 & 0xffffffff
        .long   0
        .endm

        .org    IDT
        gate    0
        gate    1
        gate    2, ist=2
        gate    3, type=0xee                    # INT3 and INTO are for ring 3 too
        gate    4, type=0xee
        gate    5
        gate    6
        gate    7
        gate    8, ist=1
        gate    9
        gate    10
        gate    11
        gate    12
        gate    13
        gate    14
        gate    15
        gate    16
        gate    17
        gate    18, ist=3
        .equ    vector, 19
        .rept   32 - 19
        gate    vector
        .equ    vector, vector + 1
        .endr
        .org    IDT + 0x80 * 16
        gate    32, type=0xee
        .org    STACKS
