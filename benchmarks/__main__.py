"""`make bench`: writing, then reading."""

from benchmarks import read_speed, write_speed

write_speed.main()
read_speed.main()
