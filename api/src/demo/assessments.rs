//! What heads of units write about people of their source pool.

/// When somebody is added.
pub(super) const ADDED: [&str; 4] = [
    "Có phẩm chất chính trị tốt, chủ động trong công việc, được tập thể tín nhiệm; có triển vọng đảm nhiệm chức danh cao hơn.",
    "Nắm chắc chuyên môn, có khả năng tổng hợp và phối hợp; cần bồi dưỡng thêm kỹ năng lãnh đạo, quản lý.",
    "Hoàn thành tốt nhiệm vụ hai năm liên tục, gắn bó với cơ sở; cần hoàn thiện trình độ lý luận chính trị.",
    "Trẻ, được đào tạo cơ bản, ứng dụng tốt công nghệ thông tin; cần được thử thách ở vị trí khác.",
];

/// When somebody stays.
pub(super) const KEPT: [&str; 4] = [
    "Giữ vững kết quả công tác, có tiến bộ sau bồi dưỡng; tiếp tục đưa vào nguồn.",
    "Hoàn thành tốt nhiệm vụ trong năm; đề nghị cử đi học trung cấp lý luận chính trị.",
    "Được giao thêm việc khó và hoàn thành; tiếp tục theo dõi, bồi dưỡng.",
    "Có tín nhiệm cao ở nơi công tác; tiếp tục đưa vào nguồn.",
];

/// When somebody leaves the pool.
pub(super) const REMOVED: [&str; 2] = [
    "Đã trao đổi với cá nhân và tập thể lãnh đạo; thống nhất đưa ra khỏi nguồn.",
    "Không còn đáp ứng điều kiện của nguồn; thống nhất đưa ra khỏi nguồn.",
];

/// When a pool goes on in the successor of its unit.
pub(super) const CARRIED_OVER: &str =
    "Chuyển tiếp từ nguồn của đơn vị trước sắp xếp; giữ nguyên đánh giá của kỳ rà soát gần nhất.";
