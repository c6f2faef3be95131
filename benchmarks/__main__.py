"""`make bench`: writing, then reading, then the memory of reading, then a round from its ballots to tally and annex."""

from benchmarks import peak_memory, read_speed, round_speed, write_speed

write_speed.main()
read_speed.main()
peak_memory.main()
round_speed.main()
