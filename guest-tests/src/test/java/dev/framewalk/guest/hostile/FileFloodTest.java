package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd.Exited;
import dev.framewalk.emulator.kernel.file.FileSystem;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests that open, write, create and lock without end. */
@Timeout(60)
class FileFloodTest {
  /** Every process opens as much as it may: in the end the machine has no more (open(2)). */
  @Test
  void manyWhoOpenForEverFillTheTableOfTheWholeMachine() throws Exception {
    Program opens =
        HostileGuests.inline(
            """
            .set SYS_pause, 34
            .pushsection .rodata
            null: .asciz "/dev/null"
            .popsection
              mov ebx, 80
            1:
              sys fork
              assert_ok
              test rax, rax
              jz 2f
              dec ebx
              jnz 1b
              sys pause
            2:
              sys open, offset(null), O_RDWR, 0
              test rax, rax
              jns 2b
              cmp rax, -EMFILE
              je 3f
              assert_errno ENFILE
              print_line "ENFILE"
              sys kill, -1, 9
              exit
            3:
              sys pause
              jmp 3b
            """);
    try (Lab lab = new Lab()) {
      lab.load(opens);
      int processes = lab.finish().size();
      assertThat(processes).isGreaterThan(FileSystem.MAX_OPEN / 1024);
      assertThat(lab.output(0)).isEqualTo("ENFILE\n");
      Process after = lab.load(HostileGuests.inline("exit"));
      assertThat(lab.finish()).hasSize(processes + 1);
      assertThat(after.end()).contains(new Exited(0));
    }
  }

  @Test
  void whoFillsPipesForEverIsToldWhenOneIsFullAndWhenThereAreNoMore() throws Exception {
    Program fills =
        HostileGuests.inline(
            """
            .set SYS_pipe2, 293
            .pushsection .bss
            .balign 8
            ends: .skip 8
            .popsection
              map_anonymous 65536, PROT_READ
              mov r12, rax
              xor ebx, ebx
            1:
              sys pipe2, offset(ends), O_NONBLOCK
              test rax, rax
              js 3f
              inc ebx
              xor r13d, r13d
            2:
              mov edi, [ends + 4]
              sys write, rdi, r12, 40960
              test rax, rax
              js 4f
              add r13, rax
              jmp 2b
            4:
              assert_errno EAGAIN
              assert_eq r13, 65536
              jmp 1b
            3:
              assert_errno EMFILE
              assert_eq rbx, 510
              exit
            """);
    assertThat(Lab.statusOf(fills)).isZero();
  }

  @Test
  void whoFillsFilesForEverMeetsAFullDiskAndGetsItBack() throws Exception {
    Program writes =
        HostileGuests.inline(
            """
            .pushsection .data
            path: .asciz "/tmp/a"
            .popsection
              map_anonymous 65536, PROT_READ|PROT_WRITE
              mov r12, rax
            1:
              sys open, offset(path), O_CREAT|O_RDWR|O_EXCL, 0600
              assert_ok
              mov rbx, rax
              mov r13d, 16
            2:
              sys write, rbx, r12, 65536
              test rax, rax
              js 3f
              dec r13d
              jnz 2b
              sys close, rbx
              inc byte ptr [path + 5]
              jmp 1b
            3:
              assert_errno ENOSPC
              cmp byte ptr [path + 5], 'c'
              jae 4f
              fail "not even two files of 1 MiB fit into 8 MiB"
            4:
              sys close, rbx
            5:
              sys unlink, offset(path)
              assert_eq rax, 0
              dec byte ptr [path + 5]
              cmp byte ptr [path + 5], 'a'
              jae 5b
              /* There is room again. */
              mov byte ptr [path + 5], 'z'
              sys open, offset(path), O_CREAT|O_RDWR|O_EXCL, 0600
              assert_ok
              sys write, rax, r12, 65536
              assert_eq rax, 65536
              sys unlink, offset(path)
              assert_eq rax, 0
              exit
            """);
    try (Lab lab = new Lab(MachineConfig.defaults().withMemory(8 << 20))) {
      lab.load(writes);
      assertThat(lab.finish().get(0).end()).contains(new Exited(0));
    }
  }

  @Test
  void whoCreatesFilesForEverIsToldThatThereAreTooMany() throws Exception {
    Program creates =
        HostileGuests.inline(
            """
            .pushsection .data
            path: .asciz "/tmp/aaaa"
            .popsection
              xor ebx, ebx
            1:
              sys open, offset(path), O_CREAT|O_RDWR|O_EXCL, 0600
              test rax, rax
              js 4f
              sys close, rax
              inc ebx
              mov ecx, 8
            2:
              inc byte ptr [path + rcx]
              cmp byte ptr [path + rcx], 'z'
              jbe 1b
              mov byte ptr [path + rcx], 'a'
              dec ecx
              jmp 2b
            4:
              assert_errno ENOSPC
              assert_below rbx, 65537
              assert_below 65000, rbx
              exit
            """);
    try (Lab lab = new Lab()) {
      lab.load(creates);
      assertThat(lab.finish().get(0).end()).contains(new Exited(0));
      assertThat(lab.machine().kernel().files().nodes()).isLessThanOrEqualTo(FileSystem.MAX_NODES);
      lab.machine().kernel().files().clear();
    }
  }

  @Test
  void whoGoesDeeperForEverComesToAnEnd() throws Exception {
    Program digs =
        HostileGuests.inline(
            """
            .set SYS_mkdir, 83
            .set SYS_chdir, 80
            .set SYS_getcwd, 79
            .pushsection .rodata
            tmp: .asciz "/tmp"
            name: .asciz "d"
            .popsection
            .pushsection .bss
            buffer: .skip 16384
            .popsection
              sys chdir, offset(tmp)
              assert_eq rax, 0
              xor ebx, ebx
            1:
              sys mkdir, offset(name), 0700
              test rax, rax
              js 2f
              sys chdir, offset(name)
              assert_eq rax, 0
              inc ebx
              jmp 1b
            2:
              assert_errno ENOSPC
              assert_below 1000, rbx
              assert_below rbx, 1100
              sys getcwd, offset(buffer), 16384
              assert_ok
              assert_below 2000, rax
              sys getcwd, offset(buffer), 100
              assert_errno ERANGE
              exit
            """);
    assertThat(Lab.statusOf(digs)).isZero();
  }

  /** fcntl(2): "Too many segment locks open", ENOLCK. */
  @Test
  void whoLocksBytesForEverIsToldThatThereAreTooManyLocks() throws Exception {
    Program locks =
        HostileGuests.inline(
            """
            .set F_SETLK, 6
            .set ENOLCK, 37
            .pushsection .rodata
            path: .asciz "/tmp/locked"
            .popsection
            .pushsection .data
            .balign 8
            flock: .short 1, 0, 0, 0
            start: .quad 0
            len: .quad 1
            pid: .quad 0
            .popsection
              sys open, offset(path), O_CREAT|O_RDWR, 0600
              assert_ok
              mov rbx, rax
              sys unlink, offset(path)
              xor ebp, ebp
            1:
              sys fcntl, rbx, F_SETLK, offset(flock)
              test rax, rax
              js 2f
              inc ebp
              add qword ptr [start], 2
              jmp 1b
            2:
              assert_errno ENOLCK
              assert_below 1000, rbp
              /* Who gives some back gets some. */
              mov word ptr [flock], 2
              mov qword ptr [start], 0
              mov qword ptr [len], 0
              sys fcntl, rbx, F_SETLK, offset(flock)
              assert_eq rax, 0
              mov word ptr [flock], 1
              sys fcntl, rbx, F_SETLK, offset(flock)
              assert_eq rax, 0
              exit
            """);
    assertThat(Lab.statusOf(locks)).isZero();
  }
}
