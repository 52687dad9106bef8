"""Which chapter the seconds of a test are counted for."""

import pytest

from tests.timings import chapter_of


@pytest.mark.parametrize(
    "path, name, chapter",
    [
        ("solutions/11_vae/vae.ipynb", "Cell 3", "11_vae"),
        ("tests/statements/test_vae_numbers.py", "test_a_number", "11_vae"),
        ("tests/course_utils/test_rnn.py", "test_a_step", "07_rnn"),
        ("tests/checks/test_held_out.py", "Test_cnn_maxpool::test_each", "05_cnn"),
        ("tests/boundary/test_notebook_equals_grading.py", "test_both[gan.gan_value]", "14_gan"),
        ("tests/authoring/test_chapters.py", "test_text_and_notebook_agree[18_bellman]", "18_bellman"),
        ("tests/attacks/test_attacks.py", "test_an_attack[canvas]", ""),
        ("tests/authoring/test_build.py", "test_the_command_says_what_it_did", ""),
    ],
)
def test_the_chapter_of_a_test(path, name, chapter):
    assert chapter_of(path, name) == chapter
