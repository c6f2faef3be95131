"""`make bench`: writing, then reading, then the memory of reading."""

from benchmarks import peak_memory, read_speed, write_speed

write_speed.main()
read_speed.main()
peak_memory.main()
